import { ImageNetV2Error } from "@imagenet-v2/core";
import { tarLimits } from "./archive/tar-limits.ts";
import type { Store } from "./store.ts";

/**
 * Refuses an image that is no photograph, before there is room made for it. In an archive there is none
 * of this size; in a folder or among records there may be anything.
 *
 * @throws FILE_TOO_LARGE naming the image, so that it can be skipped
 */
export function checkImageBytes(
  store: Pick<Store, "info" | "fileName" | "byteLength">,
  index: number,
) {
  const bytes = store.byteLength(index);
  const limit = tarLimits.entryBytes;
  if (bytes <= limit) return;
  const image = store.fileName(index);
  throw new ImageNetV2Error(
    "FILE_TOO_LARGE",
    `${image}: ${bytes} bytes, and an image has at most ${limit}.`,
    { path: store.info.path, image, bytes, limit },
    { hint: 'Remove it, or leave out what cannot be decoded with `onError: "skip"`.' },
  );
}
