import { lstat, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ioError, isErrno } from "./io-error.ts";

/**
 * Makes a folder and its missing parents.
 *
 * @throws IO, DISK_FULL
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    // Node answers ENOENT for whatever kept it from making a parent (a read-only file system, say).
    // Making that one alone gives the true reason.
    const reason = isErrno(error, "ENOENT")
      ? await mkdir(await firstMissing(path)).catch(same)
      : error;
    throw ioError(reason ?? error, path);
  }
}

async function firstMissing(path: string): Promise<string> {
  const parent = dirname(path);
  const there = await lstat(parent).catch(() => undefined);
  return there !== undefined || parent === path ? path : firstMissing(parent);
}

function same(error: unknown): unknown {
  return error;
}
