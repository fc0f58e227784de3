/**
 * ImageNetV2's archives onto the disk, verified.
 *
 * @module
 */
export { downloadPath, manualPath, tfdsFileName } from "./cache-names.ts";
export { type Cleanable, type CleanOptions, clean, cleanable } from "./clean.ts";
export {
  type DataFolder,
  type DataFolderOptions,
  dataFolder,
  dataFolders,
  type Environment,
} from "./data-folder.ts";
export { fetchArchive } from "./fetch-archive.ts";
export { type FetchedFile, fetchFile, type RemoteFile } from "./fetch-file.ts";
export {
  type ArchiveFile,
  archivePlaces,
  type FindArchiveOptions,
  findArchive,
} from "./find-archive.ts";
export {
  type ArchiveCopy,
  inspectArchive,
  type NetworkSetup,
  networkSetup,
  type UnfinishedDownload,
} from "./inspect.ts";
export { type DownloadOptions, type FetchArchiveOptions, isOffline } from "./options.ts";
export type { OnProgress, Progress } from "./progress.ts";
export { type RepairArchiveOptions, type RepairReport, repairArchive } from "./repair-archive.ts";
export { roomForThreads, threadCount } from "./thread-count.ts";
export { type VerifiedRecord, verifiedRecord } from "./verified.ts";
export {
  type ArchiveReport,
  type ByteRange,
  type VerifyArchiveOptions,
  verifyArchive,
} from "./verify-archive.ts";
