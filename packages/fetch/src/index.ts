/**
 * ImageNetV2's archives onto the disk, verified.
 *
 * @module
 */
export { downloadPath, manualPath, tfdsFileName } from "./cache-names.ts";
export { type FileDigest, type HashOptions, hashFile } from "./checksum.ts";
export { type Cleanable, type CleanOptions, clean, cleanable } from "./clean.ts";
export {
  type DataFolder,
  type DataFolderOptions,
  dataFolder,
  dataFolders,
  type Environment,
} from "./data-folder.ts";
export { freeSpace } from "./disk.ts";
export { fetchArchive } from "./fetch-archive.ts";
export { type FetchedFile, fetchFile, type RemoteFile } from "./fetch-file.ts";
export {
  type ArchiveFile,
  archivePlaces,
  type FindArchiveOptions,
  findArchive,
} from "./find-archive.ts";
export { createFolderAtomic } from "./folder-atomic.ts";
export {
  type ArchiveCopy,
  inspectArchive,
  type NetworkSetup,
  networkSetup,
  type UnfinishedDownload,
} from "./inspect.ts";
export { type LockOptions, withLock } from "./lock.ts";
export { makeFolder } from "./make-folder.ts";
export { fileError, openFile, openFileSync, requireFile } from "./open-file.ts";
export type { DownloadOptions, FetchArchiveOptions } from "./options.ts";
export type { OnProgress, Progress } from "./progress.ts";
export { createFileAtomic, publishPart, writeFileAtomic } from "./publish.ts";
export { readSmallFile, tooLarge } from "./read-file.ts";
export { type RepairArchiveOptions, type RepairReport, repairArchive } from "./repair-archive.ts";
export { type ReplaceableFileOptions, requireReplaceableFile } from "./replaceable-file.ts";
export { syncFolder } from "./sync-folder.ts";
export { roomForThreads, threadCount } from "./thread-count.ts";
export { type VerifiedRecord, verifiedRecord } from "./verified.ts";
export {
  type ArchiveReport,
  type ByteRange,
  type VerifyArchiveOptions,
  verifyArchive,
} from "./verify-archive.ts";
