/**
 * ImageNetV2's archives onto the disk, verified. In a page: into the origin's own files (OPFS). What needs files
 * by their paths is refused there (UNSUPPORTED).
 *
 * @module
 */
export {
  clean,
  cleanable,
  dataFolder,
  fetchArchive,
  fetchFile,
  findArchive,
  repairArchive,
  verifyArchive,
} from "#platform";
export type { Cleanable, CleanOptions } from "./clean.ts";
export type { DataFolder, DataFolderOptions, Environment } from "./data-folder.ts";
export type { FetchedFile, RemoteFile } from "./fetch-file.ts";
export type { ArchiveFile, FindArchiveOptions } from "./find-archive.ts";
export type { DownloadOptions, FetchArchiveOptions } from "./options.ts";
export type { OnProgress, Progress } from "./progress.ts";
export type { RepairArchiveOptions, RepairReport } from "./repair-archive.ts";
export type { ArchiveReport, ByteRange, VerifyArchiveOptions } from "./verify-archive.ts";
