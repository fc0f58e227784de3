/**
 * The decoder alone, synchronous, with a memory of its own: for worker threads that fill batches.
 *
 * @example
 * import { createKernel, presets } from "@imagenet-v2/decode/kernel";
 *
 * const kernel = createKernel(); // one a thread
 * const batch = new Float32Array(new SharedArrayBuffer(4 * 32 * 3 * 224 * 224));
 * kernel.decodeInto(jpeg, { preprocessing: presets.imagenet }, batch, 3 * 224 * 224);
 *
 * @module
 */
export type { Dct } from "../dct.ts";
export type { Elements } from "../normalise.ts";
export {
  type Preprocessing,
  type PreprocessingOptions,
  type PresetName,
  presets,
} from "../preprocessing.ts";
export type { Interpolation } from "../resample/filters.ts";
export {
  createKernel,
  type DecodeIntoOptions,
  type Kernel,
  type KernelOptions,
  type KernelSettings,
  type WholeImageOptions,
} from "./kernel.ts";
export { Normaliser } from "./normaliser.ts";
export type { SharedMemory } from "./web-assembly.ts";
