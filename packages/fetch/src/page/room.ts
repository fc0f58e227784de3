import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { formatSize } from "@imagenet-v2/core/internal";
import type { OriginFiles } from "@imagenet-v2/storage/opfs";
import type { Wanted } from "../wanted.ts";

/**
 * Asks for room before the first byte is. Chromium tells all pages the same estimate; what it refuses is a file of
 * such a length. One of zeros takes nothing of the disk.
 *
 * @param missing bytes still to be written
 * @throws DISK_FULL
 */
export async function requireRoom(
  files: OriginFiles,
  wanted: Wanted,
  missing: number,
): Promise<void> {
  await files.requireSpace(missing);
  const path = roomPath(wanted.path);
  const file = await files.open(path, "write");
  try {
    await file.truncate(missing);
  } finally {
    await file.close();
    await files.remove(path);
  }
}

/** Of a file that is there for a moment. */
function roomPath(path: string): string {
  return `${path}.room`;
}

/** DISK_FULL with all that is missing: what keeps the files knows only what it was given. Other errors as they are. */
export function lackOfRoom(error: unknown, { name, path }: Wanted, missing: number): unknown {
  if (!isImageNetV2Error(error, "DISK_FULL")) return error;
  return new ImageNetV2Error(
    "DISK_FULL",
    `${name}: ${formatSize(missing)} more are needed, and the browser gives this site less.`,
    { path },
    {
      hint: "Free space on the disk, or remove what this site has stored (clean), and do the same again: it goes on where it stopped.",
      cause: error,
    },
  );
}
