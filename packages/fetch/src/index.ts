/**
 * ImageNetV2's archives onto the disk, verified. In a page, which has no disk, what needs one is refused
 * (UNSUPPORTED).
 *
 * @module
 */
export {
  archivePlaces,
  clean,
  cleanable,
  dataFolder,
  dataFolders,
  downloadPath,
  fetchArchive,
  fetchFile,
  findArchive,
  inspectArchive,
  manualPath,
  networkSetup,
  repairArchive,
  roomForThreads,
  threadCount,
  verifiedRecord,
  verifyArchive,
} from "#platform";
export type { Cleanable, CleanOptions } from "./clean.ts";
export type { DataFolder, DataFolderOptions, Environment } from "./data-folder.ts";
export type { FetchedFile, RemoteFile } from "./fetch-file.ts";
export type { ArchiveFile, FindArchiveOptions } from "./find-archive.ts";
export type { ArchiveCopy, NetworkSetup, UnfinishedDownload } from "./inspect.ts";
export { type DownloadOptions, type FetchArchiveOptions, isOffline } from "./options.ts";
export type { OnProgress, Progress } from "./progress.ts";
export type { RepairArchiveOptions, RepairReport } from "./repair-archive.ts";
export { tfdsFileName } from "./tfds-file-name.ts";
export type { VerifiedRecord } from "./verified.ts";
export type { ArchiveReport, ByteRange, VerifyArchiveOptions } from "./verify-archive.ts";
