import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, callbackOption, workersOption } from "@imagenet-v2/core/internal";
import type { BatchesOptions, CacheProgress } from "@imagenet-v2/loader";
import * as z from "zod";
import { classQueries } from "../classes/class-set.ts";
import type { GivenPreprocessing } from "../models/preprocessing.ts";
import { type ImageInputKind, imageInputKinds } from "./pipeline.ts";
import type { EvaluationProgress } from "./progress.ts";
import type { ResultsHandle } from "./results-place.ts";
import type { Shard } from "./shard.ts";

/** What every run takes. */
export interface RunOptions {
  /**
   * The classes that count, by label, WordNet id or name: five or more. Images of others are left out,
   * and so are the model's outputs for others, before the best are chosen and probabilities made. So
   * ImageNet-A and ImageNet-R are scored, over 200. {@link readClasses} reads a list. Default: all.
   */
  readonly classes?: readonly (number | string)[] | undefined;
  /**
   * A file for the results, an image a line, written as they come. A run that was interrupted goes
   * on with it, and one that is finished is read from it, each line checked as {@link readPredictions}
   * does. A file that holds anything else is refused. In a page a path is one among the origin's
   * own files; or it is a `FileSystemFileHandle`, as of a file that the user picked to save to, which is written
   * once a second.
   */
  readonly results?: string | ResultsHandle | undefined;
  /** Do one of several equal parts, to be put together by `merge`. */
  readonly shard?: Shard | undefined;
  /** What the model is called in results. Default: its own name; `"model"` for a mere function. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called after each batch, or each answer of a pipeline. A run begins again where an output cannot be
   * what those before it were taken for; see {@link Outputs}.
   */
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

/** For a model of tensors, which are made here. */
export interface EvaluateOptions extends RunOptions {
  /** What the model is given. @default "tensor" */
  readonly input?: "tensor" | undefined;
  /** What is done to an image. Default: what the model says; a mere function says nothing. */
  readonly preprocessing?: GivenPreprocessing | undefined;
  /** @default 32 */
  readonly batchSize?: number | undefined;
  /** How many threads decode; 0 is this one. Default: one for each core. */
  readonly workers?: number | undefined;
  /** What the threads run, in a bundle: as for `batches`. */
  readonly worker?: BatchesOptions["worker"];
  /**
   * A file of images as bytes, as for `batches`: saves decoding them again for the next model. It is made
   * of all images, whichever shard of them is done, unless `results` has all that is asked for.
   */
  readonly cache?: string | undefined;
  /**
   * Whether all batches share their memory, so that none is copied: a batch is gone when its answer is
   * there. Default: as the model says; a mere function may keep its batches.
   */
  readonly reuse?: boolean | undefined;
  /** Called as images are decoded into a `cache` that is not there yet. */
  readonly onCacheProgress?: ((progress: CacheProgress) => void) | undefined;
}

/** For a whole pipeline, which is given one image at a time and does its own preprocessing. */
export interface PipelineOptions<K extends ImageInputKind = ImageInputKind> extends RunOptions {
  /** What the pipeline is given: the stored bytes, or all pixels. Default: as the pipeline says. */
  readonly input?: K | undefined;
  /**
   * How many images may be with the pipeline at once; for a server 8, say. Answers are counted and
   * written in the order of the images. @default 1
   */
  readonly concurrency?: number | undefined;
}

/** Where results go. */
export const resultsOption = z
  .union(
    [z.string().min(1), z.custom<ResultsHandle>(isResultsHandle)],
    "must be a path or a FileSystemFileHandle",
  )
  .optional();

function isResultsHandle(value: unknown): boolean {
  const { getFile, createWritable } = (value ?? {}) as Partial<ResultsHandle>;
  return typeof getFile === "function" && typeof createWritable === "function";
}

const runShape = {
  classes: classQueries.optional(),
  results: resultsOption,
  shard: z.strictObject({ index: z.number(), count: z.number() }).optional(),
  name: z.string().optional(),
  signal: abortSignal.optional(),
  onProgress: callbackOption<(progress: EvaluationProgress) => void>(),
};

export const evaluateOptions = z.strictObject({
  ...runShape,
  input: z.literal("tensor").optional(),
  preprocessing: z.custom<GivenPreprocessing>().optional(),
  batchSize: z.int().min(1).max(65_536).default(32),
  workers: workersOption,
  // Checked where threads are started.
  worker: z.unknown().optional(),
  cache: z.string().min(1).optional(),
  reuse: z.boolean().optional(),
  onCacheProgress: callbackOption<(progress: CacheProgress) => void>(),
});

export const pipelineOptions = z.strictObject({
  ...runShape,
  input: z.enum(imageInputKinds).optional(),
  concurrency: z.int().min(1).max(1024).default(1),
});

/** Refuses what the other kind of input has: whoever gives it believes that it does something. */
export function requireEffective(options: object, input: "tensor" | ImageInputKind): void {
  const [own, other] =
    input === "tensor" ? [evaluateOptions, pipelineOptions] : [pipelineOptions, evaluateOptions];
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const option = given.find(([key]) => !(key in own.shape) && key in other.shape)?.[0];
  if (option === undefined) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `evaluate: ${option} does nothing with input "${input}".`,
    { option },
    {
      hint:
        input === "tensor"
          ? "Batches go to the model one after the other."
          : "The pipeline is given one image at a time, and does its own preprocessing.",
    },
  );
}
