import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno } from "./io-error.ts";

/** Windows has no such flag, and nothing that would need it. */
const nonBlocking = constants.O_NONBLOCK ?? 0;

/**
 * Opens a regular file, and never waits. A path from outside may lead to anything: to open a pipe waits
 * for its other end, which no signal interrupts, and to open a device can have effects of its own. So it
 * is looked at first, and opened without blocking in case it was exchanged in between.
 *
 * @param flags as of open(2). Default: for reading
 * @throws NOT_FOUND; NOT_A_FILE for a folder, pipe, socket or device; IO
 */
export async function openFile(path: string, flags = constants.O_RDONLY): Promise<FileHandle> {
  try {
    requireFile(await stat(path), path);
    const file = await open(path, flags | nonBlocking);
    try {
      requireFile(await file.stat(), path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

/** The same, blocking, for reading. @returns the file descriptor */
export function openFileSync(path: string): number {
  try {
    requireFile(statSync(path), path);
    const fd = openSync(path, constants.O_RDONLY | nonBlocking);
    try {
      requireFile(fstatSync(fd), path);
      return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

/** What the system said of a file: NOT_FOUND where there is none, else as {@link ioError}. */
export function fileError(error: unknown, path: string): unknown {
  if (!isErrno(error, "ENOENT")) return ioError(error, path);
  return new ImageNetV2Error("NOT_FOUND", `${path}: no such file.`, { path }, { cause: error });
}

/** @throws NOT_A_FILE */
function requireFile(stats: Stats, path: string): void {
  if (stats.isFile()) return;
  const found = kindOf(stats);
  throw new ImageNetV2Error(
    "NOT_A_FILE",
    `${path}: ${found}, where a file is needed.`,
    { path, found },
    {
      hint: stats.isFIFO() ? "Save what comes through it, and name that file." : "Name a file.",
    },
  );
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}
