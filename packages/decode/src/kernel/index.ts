/**
 * The decoder alone: synchronous, without sharp, in any runtime that has WebAssembly vectors. For
 * worker threads that fill batches, and for browsers.
 *
 * @example
 * import { createKernel, presets } from "@imagenet-v2/decode/kernel";
 *
 * const kernel = createKernel(); // one a thread
 * const batch = new Float32Array(new SharedArrayBuffer(4 * 32 * 3 * 224 * 224));
 * const refusal = kernel.decodeInto(jpeg, { preprocessing: presets.imagenet }, batch, 3 * 224 * 224);
 * // undefined: the tensor stands in the batch; else why the kernel declines
 *
 * @module
 */

export type { Dct } from "../dct.ts";
/** Of the compiled kernel: changes with its sources. */
export { version as kernelVersion } from "../generated/kernel.ts";
export type { Elements } from "../normalise.ts";
export {
  fixedSize,
  type Preprocessing,
  type PreprocessingOptions,
  type PresetName,
  parsePreprocessing,
  presets,
} from "../preprocessing.ts";
export { type Interpolation, interpolations } from "../resample/filters.ts";
export {
  createKernel,
  type DecodeIntoOptions,
  type Kernel,
  type KernelOptions,
  type WholeImageOptions,
} from "./kernel.ts";
export { Normaliser } from "./normaliser.ts";
export type { Refusal } from "./refusal.ts";
export type { SharedMemory } from "./web-assembly.ts";
