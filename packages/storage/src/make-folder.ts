import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ioError, isErrno } from "./io-error.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Makes a folder and its missing parents, so that they survive a power cut. Not by Node's own
 * `recursive`, which answers ENOENT for whatever kept it from making a parent (a read-only file system,
 * say), and where there can be no folder at all, as in /proc, tries for ever.
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
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isErrno(error, "ENOENT") || parent === path) throw error;
    // A parent that is there by now was made by others who make the same folders.
    if (!(await isFolder(parent))) await makeWithParents(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isFolder(path))) throw error;
    return;
  }
  await syncFolder(dirname(path));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
