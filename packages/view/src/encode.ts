import type { ImageTensor } from "@imagenet-v2/core";
import { checkPixels, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { encoded } from "#platform";

/**
 * The picture as a PNG file.
 *
 * @throws INVALID_OPTION
 */
export async function encodePng(image: ImageTensor): Promise<Uint8Array> {
  checkPixels(image, "encodePng");
  return encoded(image, { type: "image/png" });
}

export interface EncodeJpegOptions {
  /**
   * 1 to 100.
   * @default 90
   */
  readonly quality?: number | undefined;
}

const encodeJpegOptions = z.strictObject({ quality: z.int().min(1).max(100).default(90) });

/**
 * The picture as a JPEG file; in Node its colours are at full resolution.
 *
 * @throws INVALID_OPTION
 */
export async function encodeJpeg(
  image: ImageTensor,
  options: EncodeJpegOptions = {},
): Promise<Uint8Array> {
  const { quality } = parseOptions(encodeJpegOptions, options, "encodeJpeg");
  checkPixels(image, "encodeJpeg");
  return encoded(image, { type: "image/jpeg", quality });
}
