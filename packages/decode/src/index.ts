/**
 * JPEG bytes to pixels, exactly as Pillow and TensorFlow give them, and pictures to look at.
 *
 * @example
 * import { readFile } from "node:fs/promises";
 * import { decodeJpeg } from "@imagenet-v2/decode";
 *
 * const image = await decodeJpeg(await readFile("cat.jpeg"));
 * image.shape; //=> [375, 500, 3]
 *
 * @module
 */
export { type Dct, type DecodeOptions, decodeJpeg } from "./decode.ts";
export { type JpegHeader, jpegHeader } from "./header.ts";
export {
  type EncodeJpegOptions,
  encodeJpeg,
  encodePng,
  type ThumbnailOptions,
  thumbnail,
} from "./pictures.ts";
export { isJpeg, sniff } from "./sniff.ts";
