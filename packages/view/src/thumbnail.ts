import type { ImageTensor } from "@imagenet-v2/core";
import { checkPixels, isBytes, parseOptions } from "@imagenet-v2/core/internal";
import { decodeImage } from "@imagenet-v2/decode";
import * as z from "zod";
import { resized } from "#platform";

export interface ThumbnailOptions {
  /** Columns of the box. */
  readonly width: number;
  /** Rows of the box. */
  readonly height: number;
  /**
   * `"cover"` fills the box and cuts what stands out, `"inside"` shows everything and may come out
   * smaller than the box in one direction.
   * @default "cover"
   */
  readonly fit?: "cover" | "inside" | undefined;
}

const side = z.int().min(1).max(4096);
const thumbnailOptions = z.strictObject({
  width: side,
  height: side,
  fit: z.enum(["cover", "inside"]).default("cover"),
});

/**
 * A small picture for people to look at, from a JPEG, a PNG or from pixels. It is resampled by sharp,
 * in a page by its canvas, and fit for no model: for that see `preprocess` of `@imagenet-v2/decode`.
 *
 * @throws what `decodeImage` throws, INVALID_OPTION
 */
export async function thumbnail(
  image: Uint8Array | ImageTensor,
  options: ThumbnailOptions,
): Promise<ImageTensor> {
  const { width, height, fit } = parseOptions(thumbnailOptions, options, "thumbnail");
  const pixels = isBytes(image) ? await decodeImage(image) : image;
  checkPixels(pixels, "thumbnail");
  return resized(pixels, { width, height, fit });
}
