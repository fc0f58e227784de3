import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { formatSize } from "@imagenet-v2/core/internal";
import { isErrno } from "./io-error.ts";

/**
 * Bytes that this user may still write at a path, or at the nearest folder above it that exists.
 *
 * @returns undefined where the file system does not tell
 */
export async function freeSpace(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize, blocks } = await statfs(path);
    // Some network and virtual file systems answer with zeros.
    return blocks === 0 ? undefined : bavail * bsize;
  } catch (error) {
    if (!isErrno(error, "ENOENT", "ENOTDIR") || dirname(path) === path) return undefined;
    return freeSpace(dirname(path));
  }
}

/**
 * @param needed bytes still to be written
 * @throws DISK_FULL if they do not fit, with both figures
 */
export async function requireSpace(path: string, needed: number): Promise<void> {
  const free = await freeSpace(path);
  if (free === undefined || free >= needed) return;
  throw new ImageNetV2Error(
    "DISK_FULL",
    `${path}: ${formatSize(needed)} are needed and ${free === 0 ? "0 bytes" : formatSize(free)} are free.`,
    { path },
    { hint: "Make space, or choose a folder on another disk with `dataDir`." },
  );
}
