import { ImageNetV2Error } from "@imagenet-v2/core";

/** The error for a file of more bytes than are read. */
export function tooLarge(
  path: string,
  bytes: number,
  { limit, hint = "Is it the right file?" }: { limit: number; hint?: string | undefined },
): ImageNetV2Error<"FILE_TOO_LARGE"> {
  return new ImageNetV2Error(
    "FILE_TOO_LARGE",
    `${path}: ${bytes} bytes, and at most ${limit} are read.`,
    { path, bytes, limit },
    { hint },
  );
}
