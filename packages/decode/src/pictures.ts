import { type ImageTensor, parseOptions } from "@imagenet-v2/core";
import type { Sharp } from "sharp";
import * as z from "zod";
import { decodeJpeg } from "./decode.ts";
import { checkPixels, isJpegBytes, ofThisRealm } from "./image.ts";

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
 * A small picture for people to look at, from a JPEG or from pixels. Its resampling is sharp's and
 * fit for no model: for that see `preprocess`.
 *
 * @throws what {@link decodeJpeg} throws, INVALID_OPTION
 */
export async function thumbnail(
  image: Uint8Array | ImageTensor,
  options: ThumbnailOptions,
): Promise<ImageTensor> {
  const { width, height, fit } = parseOptions(thumbnailOptions, options, "thumbnail");
  const pixels = isJpegBytes(image, "thumbnail") ? await decodeJpeg(image) : image;
  const resized = (await picture(pixels, "thumbnail")).resize(width, height, { fit });
  const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true });
  return { data: plain(data), shape: [info.height, info.width, 3], dtype: "uint8" };
}

/** The picture as a PNG file. */
export async function encodePng(image: ImageTensor): Promise<Uint8Array> {
  return plain(await (await picture(image, "encodePng")).png().toBuffer());
}

export interface EncodeJpegOptions {
  /**
   * 1 to 100.
   * @default 90
   */
  readonly quality?: number | undefined;
}

const encodeJpegOptions = z.strictObject({ quality: z.int().min(1).max(100).default(90) });

/** The picture as a JPEG file, its colours at full resolution. */
export async function encodeJpeg(
  image: ImageTensor,
  options: EncodeJpegOptions = {},
): Promise<Uint8Array> {
  const { quality } = parseOptions(encodeJpegOptions, options, "encodeJpeg");
  const pipeline = (await picture(image, "encodeJpeg")).jpeg({
    quality,
    chromaSubsampling: "4:4:4",
  });
  return plain(await pipeline.toBuffer());
}

async function picture(image: ImageTensor, what: string): Promise<Sharp> {
  checkPixels(image, what);
  const {
    data,
    shape: [height, width, channels],
  } = image;
  const { default: sharp } = await import("sharp");
  return sharp(ofThisRealm(data), { raw: { width, height, channels } });
}

/** A Buffer as the plain Uint8Array it is. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
