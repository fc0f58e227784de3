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
    if (!isErrno(error, "ENOENT") || parent === path) throw error;
    if (!(await isFolder(parent))) await makeWithParents(parent);
    // Once more, for somebody else may have made the parent just now; and only once.
    await mkdir(path).catch(async (again: unknown) => {
      if (!(await isFolder(path))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
