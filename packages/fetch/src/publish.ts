import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ioError } from "./io-error.ts";
import { makeFolder } from "./make-folder.ts";
import { syncFolder } from "./sync-folder.ts";

const temporaryName = /^\.imagenet-v2-[0-9a-f]{12}\.tmp$/;

/** Whether a file of this name is what a killed {@link createFileAtomic} left behind. */
export function isTemporary(path: string): boolean {
  return temporaryName.test(basename(path));
}

/** A name beside `path`, on the same file system, that nobody else has. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.imagenet-v2-${randomBytes(6).toString("hex")}.tmp`);
}

/**
 * Makes a file so that a reader sees the old one or the whole new one, also after a power cut: built
 * beside it, renamed, folder synced. Missing parent folders are made.
 *
 * @param build writes the file at the path it is given, and syncs it; if it throws, nothing changes
 * @returns what `build` returned
 * @throws DISK_FULL, IO
 */
export async function createFileAtomic<T>(
  path: string,
  build: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = temporaryBeside(path);
  try {
    await makeFolder(dirname(path));
    try {
      const result = await build(temporary);
      await publishFile(temporary, path);
      return result;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw ioError(error, path);
  }
}

/** The same for a file whose content is at hand. */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await createFileAtomic(path, async (temporary) => {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/**
 * Gives a finished and synced file its final name, for good: the rename itself survives a power cut
 * only once the folder is synced.
 */
export async function publishFile(file: string, path: string): Promise<void> {
  await rename(file, path);
  await syncFolder(dirname(path));
}
