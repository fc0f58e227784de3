export { FileWindow } from "./node/file-window.ts";
export { readMetadata } from "./node/read-metadata.ts";
export { indexExamples, indexRecords } from "./node/record-file.ts";
