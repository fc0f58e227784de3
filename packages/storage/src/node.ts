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
export { type FileDigest, type HashOptions, hashFile } from "./checksum.ts";
export { freeSpace } from "./disk.ts";
export { fileSource } from "./file-source.ts";
export { createFolderAtomic } from "./folder-atomic.ts";
export { type LockOptions, withLock } from "./lock.ts";
export { makeFolder } from "./make-folder.ts";
export { openFile, openFileSync, requireFile } from "./open-file.ts";
export { createFileAtomic, writeFileAtomic } from "./publish.ts";
export { type ReadFileOptions, readSmallFile } from "./read-file.ts";
export { syncFolder } from "./sync-folder.ts";
