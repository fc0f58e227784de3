export { onnxModel } from "../models/onnx.ts";
export { shardFromEnvironment } from "../run/launchers.ts";
export { diskFiles } from "./node/disk-files.ts";
export { filePieces, isUnfinished, loadCsvParser, readGiven } from "./node/given-files.ts";
export { resultsPlace } from "./node/results-on-disk.ts";
export { versions } from "./node/versions.ts";
