/**
 * Files, as Node has them: opened without waiting, written whole or not at all, locked, and with errors
 * that say what to do.
 *
 * @example
 * import { readSmallFile, withLock, writeFileAtomic } from "@imagenet-v2/storage/node";
 *
 * await withLock("/data/notes.json", {}, () => writeFileAtomic("/data/notes.json", "[1, 2, 3]"));
 * String(await readSmallFile("/data/notes.json", { limit: 2 ** 20 })); //=> "[1, 2, 3]"
 *
 * @module
 */
export { readCheckedJson, writeCheckedJson } from "./checked-json.ts";
export {
  BLOCK_BYTES,
  type Digest,
  digestFile,
  digestHandle,
  type FileDigest,
  type HashOptions,
  hashFile,
} from "./checksum.ts";
export { freeSpace, requireSpace } from "./disk.ts";
export { fileSource } from "./file-source.ts";
export { fillSync } from "./fill.ts";
export { createFolderAtomic } from "./folder-atomic.ts";
export { installedFile, notInstalled } from "./installed-file.ts";
export { ioError, isErrno } from "./io-error.ts";
export {
  findKept,
  type Kept,
  type KeptKind,
  keptPath,
  pathKey,
  readKept,
  writeKept,
} from "./kept.ts";
export { leftoverAt } from "./leftover.ts";
export { type LockOptions, withLock } from "./lock.ts";
export { makeFolder } from "./make-folder.ts";
export { fileError, openFile, openFileSync, requireFile } from "./open-file.ts";
export { isOwn, isOwnFile, openOwnFile } from "./own-file.ts";
export {
  formatOwner,
  isAbandoned,
  isGone,
  isQuiet,
  type Owner,
  parseOwner,
  thisProcess,
} from "./owner.ts";
export { createFileAtomic, publishPart, writeFileAtomic } from "./publish.ts";
export { type ReadFileOptions, readSmallFile, tooLarge } from "./read-file.ts";
export { type ReplaceableFileOptions, requireReplaceableFile } from "./replaceable-file.ts";
export { type FileStamp, fileChanged, StampedFile, sameStamp, stampOf } from "./stamped-file.ts";
export { syncFolder } from "./sync-folder.ts";
