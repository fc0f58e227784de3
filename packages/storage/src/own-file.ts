import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isErrno } from "./io-error.ts";

// In a folder that others may write to, a name of ours may be a link to a file of the user's that is
// not ours to write to, or a pipe at which opening waits. Windows has neither flag.
const { O_RDWR, O_RDONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** What opening a link, a folder, a socket, a device or a file of somebody else is refused with. */
const notOurs = ["ELOOP", "EMLINK", "EISDIR", "ENXIO", "ENODEV", "EACCES", "EPERM"];

/**
 * Opens a file of this user for reading and writing, with nothing cut off; one that is missing is made,
 * with mode 0600.
 *
 * @returns undefined for anything else that has this name: a link, a folder, a pipe, a file of another
 *   user, or one that has a second name
 */
export async function openOwnFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  }
  return openExisting(path, O_RDWR, isOwnFile);
}

/** The first 200 bytes of a regular file, whoever's it is, as text; empty for anything else. */
export async function readStart(path: string): Promise<string> {
  const file = await openExisting(path, O_RDONLY, (stats) => stats.isFile());
  if (file === undefined) return "";
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether what lies there was made by this user: no link, no folder, and under no second name. */
export function isOwnFile(stats: Stats): boolean {
  return stats.isFile() && stats.nlink === 1 && isOwn(stats);
}

/** Whether it belongs to this user. Where users have no numbers, as on Windows, everything does. */
export function isOwn({ uid }: Stats): boolean {
  return process.geteuid === undefined || uid === process.geteuid();
}

async function openExisting(
  path: string,
  flags: number,
  isGood: (stats: Stats) => boolean,
): Promise<FileHandle | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, flags | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (isErrno(error, ...notOurs)) return undefined;
    throw error;
  }
  if (isGood(await file.stat())) return file;
  await file.close();
  return undefined;
}
