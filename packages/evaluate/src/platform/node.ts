export { shardFromEnvironment } from "../run/launchers.ts";
export { diskFiles } from "./node/disk-files.ts";
export { filePieces, isUnfinished, loadCsvParser, readGiven } from "./node/given-files.ts";
export { installedRuntime } from "./node/installed-runtime.ts";
export { openOnnx } from "./node/onnx-on-disk.ts";
export { resultsPlace } from "./node/results-on-disk.ts";
export { versions } from "./node/versions.ts";
