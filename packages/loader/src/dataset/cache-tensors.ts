import {
  abortSignal,
  callbackOption,
  parseOptions,
  workersOption,
} from "@imagenet-v2/core/internal";
import type { Dct, PreprocessingOptions, PresetName } from "@imagenet-v2/decode";
import * as z from "zod";
import { useCache } from "#platform";
import { makeBatches } from "../batches/batch-source.ts";
import { planBatches } from "../batches/batches-options.ts";
import { type WorkerEntry, workerEntry } from "../batches/worker-entry.ts";
import type { CacheProgress } from "../batches/write-cache.ts";
import type { Dataset } from "./dataset.ts";

export interface CacheTensorsOptions {
  /** As for `batches`. Default: one for each core. */
  readonly workers?: number | undefined;
  /** As for `batches`. */
  readonly worker?: WorkerEntry | undefined;
  /** Default: as the dataset was loaded. */
  readonly dct?: Dct | undefined;
  /** Whether images that cannot be decoded are left out. Default: as the dataset was loaded. */
  readonly onError?: "throw" | "skip" | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CacheProgress) => void) | undefined;
}

const Options = z.strictObject({
  workers: workersOption,
  worker: workerEntry.optional(),
  dct: z.enum(["accurate", "fast"]).optional(),
  onError: z.enum(["throw", "skip"]).optional(),
  signal: abortSignal.optional(),
  onProgress: callbackOption<(progress: CacheProgress) => void>(),
});

/**
 * Makes the cache that `batches({ cache: file })` reads, unless it is there: resized and cropped
 * images as bytes in one NumPy file, `[count, 3, height, width]`, which `numpy.load` reads; and beside
 * it `<file>.json` with `file_name`, `label` and `index` of each. 150 kB an image at 224 × 224.
 *
 * It serves every dataset of the same data whose examples are all in it, with any mean and standard
 * deviation, as floats or bytes. Other data, other pixels or another version of the decoder make it
 * anew. It is seen when it is whole.
 *
 * @throws INVALID_OPTION, also if there is a file that is no cache; DISK_FULL, IO; what batches throw
 *
 * @example
 * await cacheTensors(dataset, "imagenet", "imagenet-224.npy");
 * for await (const batch of dataset.batches({ preprocessing: "imagenet", cache: "imagenet-224.npy" })) …
 */
export async function cacheTensors(
  dataset: Dataset<unknown>,
  preprocessing: PresetName | PreprocessingOptions,
  file: string,
  options: CacheTensorsOptions = {},
): Promise<void> {
  const { onProgress, ...rest } = parseOptions(Options, options, "cacheTensors");
  const { origin, indices } = dataset;
  const plan = planBatches({ ...rest, preprocessing }, origin, indices.length);
  await useCache({
    path: file,
    origin,
    plan,
    indices,
    make: (bytes, order) => makeBatches(origin, bytes, order),
    onProgress,
    signal: plan.signal,
  });
}
