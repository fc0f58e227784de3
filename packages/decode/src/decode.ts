import type { ImageTensor } from "@imagenet-v2/core";
import { abortSignal, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import type { Dct } from "./dct.ts";
import { requireJpeg } from "./header.ts";
import { requireBytes } from "./image.ts";
import { sharedKernel } from "./kernel/shared-kernel.ts";
import { defaultMaxPixels } from "./limits.ts";

export interface DecodeOptions {
  /**
   * `"accurate"` gives the pixels of Pillow, torchvision and sharp, `"fast"` those of TensorFlow's
   * default.
   * @default "accurate"
   */
  readonly dct?: Dct | undefined;
  /**
   * What errors call the image.
   * @default "image"
   */
  readonly name?: string | undefined;
  /**
   * The largest width × height that is decoded. No side may have more than 32,767 pixels either.
   * @default 64_000_000
   */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const decodeFields = {
  dct: z.enum(["accurate", "fast"]).default("accurate"),
  name: z.string().default("image"),
  maxPixels: z.number().positive().default(defaultMaxPixels),
  signal: abortSignal.optional(),
};

const decodeOptions = z.strictObject(decodeFields);

/**
 * The pixels of a JPEG, `[height, width, 3]`, bit for bit as Pillow 13 gives them after
 * `convert("RGB")`, or with `dct: "fast"` as TensorFlow 2.21 does by default; what the one refuses is
 * refused here, too. Every kind of 8 bits is decoded: baseline and progressive, Huffman and arithmetic
 * coding, any sampling, grey, YCbCr, RGB and CMYK. EXIF orientation and colour profiles are ignored.
 *
 * It decodes on this thread and holds it up: a photograph of 12 megapixels takes a fifth of a second.
 *
 * @throws NOT_A_JPEG whatever its name says, CORRUPT_IMAGE, IMAGE_TOO_LARGE, UNSUPPORTED, INVALID_OPTION
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<ImageTensor> {
  const { signal, ...rest } = parseOptions(decodeOptions, options, "decodeJpeg");
  requireBytes(bytes, "decodeJpeg");
  signal?.throwIfAborted();
  requireJpeg(bytes, rest.name);
  return sharedKernel().decode(bytes, rest);
}

/**
 * The pixels of a JPEG, as `decodeJpeg` gives them, or of a PNG, `[height, width, 3]`: which it is, its
 * first bytes tell. PNGs have the pixels that Pillow 13 gives after `convert("RGB")`, whatever `dct` is:
 * alpha and transparent colours are dropped, 16-bit colours lose their lower byte; 16-bit grey is
 * UNSUPPORTED, like GIF, WebP, TIFF, BMP and the rest.
 *
 * @throws CORRUPT_IMAGE, IMAGE_TOO_LARGE; UNSUPPORTED for other images; NOT_A_JPEG for bytes that are not an image,
 * whatever its name says; INVALID_OPTION
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<ImageTensor> {
  const { signal, ...rest } = parseOptions(decodeOptions, options, "decodeImage");
  requireBytes(bytes, "decodeImage");
  signal?.throwIfAborted();
  return sharedKernel().decode(bytes, rest);
}
