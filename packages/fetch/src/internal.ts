/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export {
  archivePlaces,
  dataFolders,
  downloadPath,
  inspectArchive,
  knownSha256,
  manualPath,
  networkSetup,
  roomForThreads,
  threadCount,
} from "#platform";
export type { ArchiveCopy, NetworkSetup, UnfinishedDownload } from "./inspect.ts";
export { isOffline } from "./options.ts";
export { tfdsFileName } from "./tfds-file-name.ts";
