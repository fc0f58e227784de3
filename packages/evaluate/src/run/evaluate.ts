import { ImageNetV2Error } from "@imagenet-v2/core";
import {
  abortSignal,
  callbackOption,
  parseOptions,
  workersOption,
} from "@imagenet-v2/core/internal";
import type { BatchesOptions, CacheProgress, Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import { withResults } from "#platform";
import { Answering } from "../classes/answers.ts";
import { checkClasses, classQueries, classSet } from "../classes/class-set.ts";
import {
  type GivenPreprocessing,
  knownPreprocessing,
  unknownPreprocessing,
} from "../models/preprocessing.ts";
import { describeRun } from "./describe.ts";
import { checkDataset, checkModel } from "./given.ts";
import type { Model, Predict } from "./model.ts";
import type { EvaluationProgress } from "./progress.ts";
import { type Evaluation, type Job, runJob } from "./run-job.ts";
import { checkShard, rangeOf, type Shard } from "./shard.ts";

export interface EvaluateOptions {
  /** What is done to an image. Default: what the model says; a mere function says nothing. */
  readonly preprocessing?: GivenPreprocessing | undefined;
  /**
   * The classes that count, by label, WordNet id or name: five or more. Images of others are left out,
   * and so are the model's outputs for others, before the best are chosen and probabilities made. So
   * ImageNet-A and ImageNet-R are scored, over 200. {@link readClasses} reads a list. Default: all.
   */
  readonly classes?: readonly (number | string)[] | undefined;
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
  /**
   * A file for the results, an image a line, written as they come. A run that was interrupted goes
   * on with it, and one that is finished is read from it, each line checked as {@link readPredictions}
   * does. A file that holds anything else is refused.
   */
  readonly results?: string | undefined;
  /** Do one of several equal parts, to be put together by `merge`. */
  readonly shard?: Shard | undefined;
  /** What the model is called in results. Default: its own name; `"model"` for a mere function. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called after each batch. A run begins again where an output cannot be what those before it were
   * taken for; see {@link Outputs}.
   */
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
  /** Called as images are decoded into a `cache` that is not there yet. */
  readonly onCacheProgress?: ((progress: CacheProgress) => void) | undefined;
}

const evaluateOptions = z.strictObject({
  preprocessing: z.custom<GivenPreprocessing>().optional(),
  classes: classQueries.optional(),
  batchSize: z.int().min(1).max(65_536).default(32),
  workers: workersOption,
  worker: z.custom<BatchesOptions["worker"]>().optional(),
  cache: z.string().min(1).optional(),
  reuse: z.boolean().optional(),
  results: z.string().min(1).optional(),
  shard: z.strictObject({ index: z.number(), count: z.number() }).optional(),
  name: z.string().optional(),
  signal: abortSignal.optional(),
  onProgress: callbackOption<(progress: EvaluationProgress) => void>(),
  onCacheProgress: callbackOption<(progress: CacheProgress) => void>(),
});

/**
 * Shows a model every image of a dataset and counts what it gets right. While the model is busy with
 * one batch the next are decoded.
 *
 * @example
 * const model = await onnxModel("mobilenet.onnx", { preprocessing: "mobilenet" });
 * const { scores } = await evaluate(model, await load("imagenet_v2", { split: "test" }));
 * scores.top1; //=> { correct: 5721, n: 10000, accuracy: 0.5721, interval: [0.5623, 0.5818] }
 *
 * @throws MODEL_OUTPUT naming the image, for NaN, for another number of scores and for what are no
 * numbers; CALLBACK_FAILED if `predict` throws; INCOMPLETE_DATA if the dataset skips every image; UNMERGEABLE if `results` are of another run,
 * INVALID_PREDICTIONS if they were edited, INVALID_OPTION if that file holds something else; whatever reading and decoding throw
 */
export async function evaluate(
  model: Model,
  dataset: Dataset<Example>,
  options?: EvaluateOptions,
): Promise<Evaluation>;
export async function evaluate(
  predict: Predict | Model,
  dataset: Dataset<Example>,
  options: EvaluateOptions & { readonly preprocessing: GivenPreprocessing },
): Promise<Evaluation>;
export async function evaluate(
  model: Predict | Model,
  dataset: Dataset<Example>,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const given = parseOptions(evaluateOptions, options, "evaluate");
  const { results, batchSize, signal } = given;
  const asked = checkModel(model, given.name ?? "model");
  checkDataset(dataset);
  const said = given.preprocessing ?? asked.preprocessing;
  if (said === undefined) throw unknownPreprocessing(given.name ?? asked.name);
  const known = knownPreprocessing(said);
  const shard = checkShard(given.shard ?? { index: 0, count: 1 }, "evaluate");
  const labels = checkClasses(dataset);
  const classes = given.classes && classSet(given.classes, labels);
  const shown = classes === undefined ? dataset : dataset.where({ label: classes });
  const range = rangeOf(shard, shown.length, batchSize);
  if (range.from === range.to) throw noImages(shown.length, shard, batchSize);
  signal?.throwIfAborted();
  const settings = {
    ...{ name: given.name, classes, known, batchSize, signal },
    ...range,
  };
  const header = await describeRun(asked, shown, settings);
  const job: Job = {
    predict: asked.predict,
    images: shown,
    part: shown.skip(range.from).take(range.to - range.from),
    answering: new Answering(labels, classes),
    header,
    preprocessing: known.preprocessing,
    batchSize,
    workers: given.workers,
    worker: given.worker,
    cache: given.cache,
    reuse: given.reuse ?? asked.reuse ?? false,
    results,
    signal,
    onProgress: given.onProgress,
    onCacheProgress: given.onCacheProgress,
  };
  if (results === undefined) return runJob(job);
  return withResults(results, signal, () => runJob(job));
}

function noImages(length: number, { index, count }: Shard, batchSize: number): ImageNetV2Error {
  const [option, what, hint] =
    length === 0
      ? (["dataset", "there are no images", "None is selected, or none of these classes."] as const)
      : ([
          "shard",
          `part ${index} of ${count} has no images`,
          `${length} images are ${Math.ceil(length / batchSize)} batches, and parts are whole batches.`,
        ] as const);
  return new ImageNetV2Error("INVALID_OPTION", `evaluate: ${what}.`, { option }, { hint });
}
