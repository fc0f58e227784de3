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
export { type DecodeOptions, decodeImage, decodeJpeg } from "./decode.ts";
export { imageHeader } from "./format.ts";
export { type JpegHeader, jpegHeader } from "./header.ts";
export * from "./kernel/index.ts";
export { preprocess, preprocessInto } from "./preprocess.ts";
export { isJpeg, sniff } from "./sniff.ts";
