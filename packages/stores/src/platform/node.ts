export {
  filePath,
  openArchiveFile,
  openFileAgain,
  readTextFile,
} from "../archive/archive-file.ts";
export { FolderStore } from "../folder-store.ts";
export { PreparedStore } from "../prepared-store.ts";
export { archiveDigest } from "./node/archive-digest.ts";
export { isFolder, isPrepared } from "./node/folders.ts";
export { openKept, openOriginAgain } from "./node/origin-files.ts";
