import { lstat } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno } from "./io-error.ts";
import { openFile } from "./open-file.ts";

/** What an output may replace. */
export interface ReplaceableFileOptions {
  /** The option that named the path, for the message. */
  readonly option: string;
  /** What may be there, as a message says it: `a results file`. */
  readonly kind: string;
  /** How many bytes `isOurs` looks at: the first, or with a negative number the last. */
  readonly bytes: number;
  /** Whether a file with these bytes may be replaced. A shorter file gives all that it has. */
  readonly isOurs: (bytes: Buffer) => boolean;
}

/**
 * Makes sure that nobody's file is lost by writing to `path`: nothing is there, or a regular file that
 * is empty or of our own making. A link is somebody's own, whatever it leads to.
 *
 * @throws INVALID_OPTION for anything else, which is left untouched; IO
 */
export async function requireReplaceableFile(
  path: string,
  { option, kind, bytes, isOurs }: ReplaceableFileOptions,
): Promise<void> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw ioError(error, path);
  });
  if (stats === undefined) return;
  if (stats.isFile()) {
    if (stats.size === 0) return;
    const file = await openFile(path);
    try {
      const length = Math.min(Math.abs(bytes), stats.size);
      const part = Buffer.alloc(length);
      await file.read(part, 0, length, bytes < 0 ? stats.size - length : 0);
      if (isOurs(part)) return;
    } catch (error) {
      throw ioError(error, path);
    } finally {
      await file.close();
    }
  }
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${path}: not ${kind}; left untouched.`,
    { option },
    { hint: "Name another file, or remove this one." },
  );
}
