import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ioError, isErrno } from "./io-error.ts";

/**
 * Makes a folder and its missing parents. Not by Node's own `recursive`, which answers ENOENT for
 * whatever kept it from making a parent (a read-only file system, say), and where there can be no
 * folder at all, as in /proc, tries for ever.
 *
 * @throws IO, DISK_FULL
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeWithParents(path);
  } catch (error) {
    throw ioError(error, path);
  }
}

async function makeWithParents(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const parent = dirname(path);
    // A parent that is there cannot be what is missing.
    if (!isErrno(error, "ENOENT") || parent === path || (await isFolder(parent))) throw error;
    await makeWithParents(parent);
    await makeWithParents(path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
