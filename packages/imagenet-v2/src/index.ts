/**
 * ImageNetV2 in one import: core, fetch, decode and loader as they are.
 *
 * @example
 * import { load } from "imagenet-v2";
 *
 * const dataset = await load("imagenet_v2/matched-frequency", { split: "test[:10%]" });
 * for await (const { image, label } of dataset.take(4)) {
 *   console.log(image.shape, dataset.info.features.label.int2str(label));
 * }
 *
 * @module
 */
export * from "@imagenet-v2/core";
export * from "@imagenet-v2/decode";
export * from "@imagenet-v2/fetch";
export * from "@imagenet-v2/loader";
export * from "@imagenet-v2/stores";
