/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { preparedFolders, removeCache } from "#platform";
export { pixelsOf } from "./batches/pixels.ts";
export { infoOf } from "./dataset/info.ts";
export { writeShape } from "./example-writer.ts";
export { noteSkipped } from "./examples/dataset-source.ts";
export { readAhead } from "./pipeline/read-ahead.ts";
