import type { ImageTensor } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { openPixels, plain } from "./sharp.ts";

/**
 * The picture as a PNG file.
 *
 * @throws INVALID_OPTION
 */
export async function encodePng(image: ImageTensor): Promise<Uint8Array> {
  return plain(await (await openPixels(image, "encodePng")).png().toBuffer());
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
 * The picture as a JPEG file, its colours at full resolution.
 *
 * @throws INVALID_OPTION
 */
export async function encodeJpeg(
  image: ImageTensor,
  options: EncodeJpegOptions = {},
): Promise<Uint8Array> {
  const { quality } = parseOptions(encodeJpegOptions, options, "encodeJpeg");
  const pixels = await openPixels(image, "encodeJpeg");
  return plain(await pixels.jpeg({ quality, chromaSubsampling: "4:4:4" }).toBuffer());
}
