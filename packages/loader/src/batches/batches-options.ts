import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, parseOptions, workersOption } from "@imagenet-v2/core/internal";
import type { Dct, Preprocessing, PreprocessingOptions, PresetName } from "@imagenet-v2/decode";
import { fixedSize, parsePreprocessing } from "@imagenet-v2/decode/internal";
import * as z from "zod";
import { threadCount } from "#platform";
import { type RowFormat, rowBytes, type TensorType } from "./tensor-batch.ts";
import { type WorkerEntry, workerEntry } from "./worker-entry.ts";

/** How batches of preprocessed tensors are made. */
export interface BatchesOptions {
  /** A preset (`"imagenet"`, `"clip"`, …) or its fields. It has to give every image the same size. */
  readonly preprocessing: PresetName | PreprocessingOptions;
  /** @default 32 */
  readonly batchSize?: number | undefined;
  /**
   * How many threads make tensors; 0 makes them on this one. Default: one for each core, fewer
   * where `ulimit -n` allows few open files. The batches are the same for any number. A web page whose threads
   * cannot start makes them on this one, and warns once, unless `workers` or `worker` is given.
   */
  readonly workers?: number | undefined;
  /**
   * What the threads run, in a bundle that has not the file they run otherwise: the URL of
   * `imagenet-v2/worker`, bundled as a file of its own, or a function that starts a thread of it. In a web page
   * that is a module worker.
   */
  readonly worker?: WorkerEntry | undefined;
  /** Leaves out the last batch if it is short. @default false */
  readonly dropRemainder?: boolean | undefined;
  /**
   * Lends memory that later batches are written to: a batch is gone, overwritten or of length 0, when the
   * next one is asked for. Saves new memory for each, which shows with fast models and many cores. With
   * threads it is a SharedArrayBuffer's, which onnxruntime-node and some of a page's functions do not take;
   * `"private"` lends ordinary ArrayBuffers, and so does `true` in a page that is not `crossOriginIsolated`.
   * @default false
   */
  readonly reuse?: boolean | "private" | undefined;
  /**
   * Batches that are made ahead. Default: as many as hold 64 images, at least one. Unless `reuse` is `true`, and
   * where there are many batches, each thread makes whole ones, which are not copied: then one for each thread,
   * at least, while that takes no more than 512 MiB.
   */
  readonly prefetch?: number | undefined;
  /**
   * `"skip"` leaves out an image that cannot be decoded; those after it move up, and
   * `dataset.skipped` tells which. Default: as the dataset was loaded.
   */
  readonly onError?: "throw" | "skip" | undefined;
  /**
   * Whether the images after one that is skipped move up into its batch. `false` leaves the batch
   * shorter, so that every other image stays in the batch it would be in. @default true
   */
  readonly refill?: boolean | undefined;
  /** Pillow's pixels (`"accurate"`) or TensorFlow's (`"fast"`). Default: as the dataset was loaded. */
  readonly dct?: Dct | undefined;
  /**
   * A file that keeps resized and cropped images as bytes, and saves decoding them again: made in the
   * first run, or by {@link cacheTensors}, which tells how far it is. See there.
   */
  readonly cache?: string | undefined;
  /** Ends the iteration with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The element type of the tensors that a preprocessing gives. */
export type TensorTypeOf<P> = P extends { readonly dtype: infer D extends TensorType }
  ? D
  : "float32";

/** {@link BatchesOptions}, complete. */
export interface BatchesPlan {
  readonly preprocessing: Preprocessing;
  readonly format: RowFormat;
  readonly batchSize: number;
  readonly workers: number;
  /** Whether threads were asked for: where they cannot start, that is an error then. */
  readonly areWorkersChosen: boolean;
  readonly worker: WorkerEntry | undefined;
  readonly dropRemainder: boolean;
  readonly reuse: boolean | "private";
  readonly prefetch: number | undefined;
  readonly onError: "throw" | "skip";
  readonly refill: boolean;
  readonly dct: Dct;
  readonly cache: string | undefined;
  readonly signal: AbortSignal | undefined;
}

const batchesOptions = z.strictObject({
  preprocessing: z.custom<PresetName | PreprocessingOptions>(
    (value) => typeof value === "string" || (typeof value === "object" && value !== null),
    "must be the name of a preset or an object",
  ),
  batchSize: z.int().min(1).default(32),
  workers: workersOption,
  worker: workerEntry.optional(),
  dropRemainder: z.boolean().default(false),
  reuse: z.union([z.boolean(), z.literal("private")]).default(false),
  prefetch: z.int().min(0).max(4096).optional(),
  onError: z.enum(["throw", "skip"]).optional(),
  refill: z.boolean().default(true),
  dct: z.enum(["accurate", "fast"]).optional(),
  cache: z.string().min(1).optional(),
  signal: abortSignal.optional(),
});

const maxBatchBytes = 2 ** 31;
const imagesAhead = 64;

/**
 * @param defaults what the dataset was loaded with
 * @param length how many examples it has
 * @throws INVALID_OPTION
 */
export function planBatches(
  options: BatchesOptions,
  defaults: Pick<BatchesPlan, "onError" | "dct">,
  length: number,
): BatchesPlan {
  const parsed = parseOptions(batchesOptions, options, "batches");
  const preprocessing = parsePreprocessing(parsed.preprocessing);
  const format = formatOf(preprocessing);
  const { onError = defaults.onError, dct = defaults.dct, cache, signal } = parsed;
  // More memory than there are examples is never needed.
  const rows = Math.min(parsed.batchSize, Math.max(length, 1));
  if (rows * rowBytes(format) > maxBatchBytes) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `batches: ${rows} images of [${format.shape}] ${format.dtype} are more than 2 GiB.`,
      { option: "batchSize" },
      { hint: "Take a smaller batchSize." },
    );
  }
  return {
    ...parsed,
    preprocessing,
    format,
    onError,
    dct,
    cache,
    signal,
    worker: parsed.worker,
    workers: Math.min(parsed.workers ?? threadCount(), length),
    areWorkersChosen: parsed.workers !== undefined || parsed.worker !== undefined,
    prefetch: parsed.prefetch,
  };
}

/** How many batches are made ahead, unless threads want more. */
export function batchesAhead({ prefetch, batchSize }: BatchesPlan): number {
  return prefetch ?? Math.max(1, Math.floor(imagesAhead / batchSize));
}

function formatOf(preprocessing: Preprocessing): RowFormat {
  const size = fixedSize(preprocessing);
  if (size === undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      "batches: this preprocessing leaves images of different sizes.",
      { option: "preprocessing" },
      { hint: "Give it a crop, or resize: [height, width]." },
    );
  }
  const { dtype, layout } = preprocessing;
  return { dtype, shape: layout === "nchw" ? [3, ...size] : [...size, 3] };
}
