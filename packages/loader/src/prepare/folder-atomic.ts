import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isErrno, makeFolder, syncFolder } from "@imagenet-v2/fetch";

/** A run writes all the time, so one that has not written for so long (ms) has died. */
const deadAfter = 10 * 60_000;

/**
 * Makes a folder that is seen whole or not at all: built beside its place as
 * `<name>.incomplete.<random>/`, synced, renamed. What killed runs left behind is removed.
 *
 * @param build fills the folder at the path it is given, and syncs the files; if it throws, nothing is left
 * @param keep whether the folder that is there by then is to stay: another run was quicker
 * @returns whether this run made the folder
 */
export async function createFolderAtomic(
  path: string,
  build: (temporary: string) => Promise<void>,
  keep: (path: string) => Promise<boolean>,
): Promise<boolean> {
  await makeFolder(dirname(path));
  await removeDead(path);
  const temporary = aside(path);
  const former = aside(path);
  try {
    await mkdir(temporary);
    await build(temporary);
    await syncFolder(temporary);
    if (!(await moved(temporary, path))) {
      if (await keep(path)) return false;
      await moved(path, former);
      await rename(temporary, path);
    }
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    // Another run may have put its own there a moment ago.
    if (isErrno(error, "ENOTEMPTY", "EEXIST", "EPERM") && (await keep(path))) return false;
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(former, { recursive: true, force: true });
  }
}

/** Renames a folder, unless one with something in it has that name already: of two runs one succeeds. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    // Windows says EPERM; ENOENT is a `from` that another run has moved.
    if (isErrno(error, "ENOTEMPTY", "EEXIST", "EPERM", "ENOENT")) return false;
    throw error;
  }
}

function aside(path: string): string {
  return `${path}.incomplete.${randomBytes(6).toString("hex")}`;
}

async function removeDead(path: string): Promise<void> {
  const prefix = `${basename(path)}.incomplete.`;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{12}$/.test(name.slice(prefix.length))) continue;
    const folder = join(dirname(path), name);
    if (Date.now() - (await lastWrite(folder)) > deadAfter) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** When something in a folder was last written, in ms; now, if it just went away. */
async function lastWrite(folder: string): Promise<number> {
  try {
    const names = await readdir(folder);
    const times = await Promise.all(
      ["", ...names].map(async (name) => (await stat(join(folder, name))).mtimeMs),
    );
    return Math.max(...times);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return Date.now();
    throw error;
  }
}
