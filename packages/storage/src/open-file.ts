import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  type StatsBase,
  statSync,
} from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { isError, shown } from "@imagenet-v2/core/internal";
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

/**
 * What the system said of a path: NOT_FOUND where there is nothing, or a link to nothing; else as
 * {@link ioError}.
 *
 * @param what is looked for there
 * @returns INVALID_OPTION where the path itself is none
 */
export function fileError(error: unknown, path: string, what: "file" | "folder" = "file"): unknown {
  const cause = error;
  if (isErrno(error, "ENOENT")) {
    const target = linkTarget(path);
    const why = target === undefined ? `no such ${what}` : `a broken symbolic link (to ${target})`;
    const hint = target === undefined ? undefined : "Restore what it points to, or remove it.";
    return new ImageNetV2Error("NOT_FOUND", `${path}: ${why}.`, { path }, { hint, cause });
  }
  if (isError(error) && /^ERR_INVALID_ARG_/.test(String((error as NodeJS.ErrnoException).code))) {
    return new ImageNetV2Error(
      "INVALID_OPTION",
      `A path must be a string without null characters, not ${shown(path)}.`,
      { option: "path" },
      { cause },
    );
  }
  if (isErrno(error, "ELOOP")) {
    return new ImageNetV2Error(
      "IO",
      `${path}: a symbolic link that leads back to itself.`,
      { path, errno: "ELOOP" },
      { hint: "Remove it, or make it point to a file or folder.", cause },
    );
  }
  return ioError(error, path);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** @throws NOT_A_FILE */
export function requireFile(stats: StatsBase<number | bigint>, path: string): void {
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

function kindOf(stats: StatsBase<number | bigint>): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}
