/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { readCheckedJson, writeCheckedJson } from "./checked-json.ts";
export { BLOCK_BYTES, type Digest, digestFile, digestHandle } from "./checksum.ts";
export { requireSpace } from "./disk.ts";
export { fillSync } from "./fill.ts";
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
export { fileError } from "./open-file.ts";
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
export { publishPart } from "./publish.ts";
export { type ReplaceableFileOptions, requireReplaceableFile } from "./replaceable-file.ts";
export { type FileStamp, fileChanged, StampedFile, sameStamp, stampOf } from "./stamped-file.ts";
