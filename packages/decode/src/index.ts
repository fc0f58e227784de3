/**
 * JPEG and PNG bytes to pixels and pixels to tensors, exactly as Pillow, torchvision and TensorFlow make
 * them. Runs in Node and in browsers.
 *
 * @example
 * import { readFile } from "node:fs/promises";
 * import { decodeJpeg, preprocess } from "@imagenet-v2/decode";
 *
 * const bytes = await readFile("cat.jpeg");
 * (await decodeJpeg(bytes)).shape; //=> [375, 500, 3]
 * (await preprocess(bytes, "imagenet")).shape; //=> [3, 224, 224]
 *
 * @module
 */
export type { Dct } from "./dct.ts";
export { type DecodeOptions, decodeImage, decodeJpeg } from "./decode.ts";
export { imageHeader } from "./format.ts";
export { type JpegHeader, jpegHeader } from "./header.ts";
export { preprocess } from "./preprocess.ts";
export {
  type Preprocessing,
  type PreprocessingOptions,
  type PresetName,
  presets,
} from "./preprocessing.ts";
export type { Interpolation } from "./resample/filters.ts";
export { sniff } from "./sniff.ts";
