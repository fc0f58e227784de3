/**
 * A small archive in ImageNetV2's shape, made of real photographs in the public domain.
 *
 * @example
 * import { load } from "@imagenet-v2/loader";
 * import { sampleArchive } from "@imagenet-v2/sample";
 *
 * const dataset = await load("imagenet_v2", {
 *   archive: await sampleArchive(),
 *   partial: true, // it is not ImageNetV2, and we know
 *   split: "test",
 * });
 *
 * @module
 */
export { type SampleOptions, sampleArchive, sampleTopDirectory } from "./archive.ts";
export type { Crop } from "./crops.ts";
export { type SampleImage, sampleImages } from "./images.ts";
export { type Photograph, photographs } from "./photographs.ts";
