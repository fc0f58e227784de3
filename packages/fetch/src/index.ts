/**
 * ImageNetV2's archives onto the disk, verified.
 *
 * @module
 */
export { downloadPath, manualPath, tfdsFileName } from "./cache-names.ts";
export { type FileDigest, type HashOptions, hashFile } from "./checksum.ts";
export {
  type DataFolder,
  type DataFolderOptions,
  dataFolder,
  dataFolders,
  type Environment,
} from "./data-folder.ts";
export {
  type ArchiveFile,
  archivePlaces,
  type FindArchiveOptions,
  findArchive,
} from "./find-archive.ts";
export { ioError, isErrno } from "./io-error.ts";
export type { OnProgress, Progress } from "./progress.ts";
export { createFileAtomic, syncFolder, writeFileAtomic } from "./publish.ts";
export { type VerifiedRecord, verifiedRecord } from "./verified.ts";
