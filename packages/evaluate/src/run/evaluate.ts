import { dirname } from "node:path";
import { ImageNetV2Error, isImageNetV2Error, parseOptions } from "@imagenet-v2/core";
import { type Preprocessing, parsePreprocessing } from "@imagenet-v2/decode";
import { makeFolder, withLock } from "@imagenet-v2/fetch";
import type { Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import { type ClassSet, classQueries, classSet } from "../classes/class-set.ts";
import { isCorrect, type Prediction } from "../prediction.ts";
import { type Rate, rate } from "../scores/rate.ts";
import { type Scores, score } from "../scores/score.ts";
import { describeRun } from "./describe.ts";
import { findResults } from "./find-results.ts";
import type { RunHeader } from "./header.ts";
import type { ImageBatch, Model, Outputs, Predict } from "./model.ts";
import { areProbabilities, predictionOf, rowsOf } from "./outputs.ts";
import { ResultsFile } from "./results-file.ts";
import { checkShard, rangeOf, type Shard } from "./shard.ts";
import { placingSkipped, type Result, type SkippedImage, separate } from "./skipped.ts";

export interface EvaluateOptions {
  /** What is done to an image. Default: what the model says; for a mere function, `"imagenet"`. */
  readonly preprocessing?: Model["preprocessing"] | undefined;
  /**
   * The classes that count, by index, WordNet id or name: five or more. Images of others are left out,
   * and so are the model's outputs for others, before the best are chosen and probabilities made. So
   * ImageNet-A and ImageNet-R are scored, over 200. {@link readClasses} reads a list. Default: all.
   */
  readonly classes?: readonly (number | string)[] | undefined;
  /** @default 32 */
  readonly batchSize?: number | undefined;
  /** How many threads decode; 0 is this one. Default: one for each core. */
  readonly workers?: number | undefined;
  /**
   * A file for the results, an image a line, written as they come. A run that was interrupted goes
   * on with it, and one that is finished is read from it, each line checked as {@link readPredictions}
   * does. A file that holds anything else is refused.
   */
  readonly results?: string | undefined;
  /** Do one of several equal parts, to be put together by `merge`. */
  readonly shard?: Shard | undefined;
  /** What a mere function is called in results. @default "model" */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch. */
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

/** How far an evaluation has come. */
export interface EvaluationProgress {
  /** Images done: those found in a results file and those skipped are among them. */
  readonly done: number;
  readonly total: number;
  /** Of this run, found results not counted. */
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** Of the images that are done and were not skipped. */
  readonly top1: Rate;
  readonly top5: Rate;
}

/** What came out. */
export interface Evaluation {
  readonly scores: Scores;
  readonly predictions: readonly Prediction[];
  /** Images that a dataset with `onError: "skip"` left out; the scores are of the others. */
  readonly skipped: readonly SkippedImage[];
  /** What was run on what. */
  readonly run: RunHeader;
  /** How many results were there already. */
  readonly resumedFrom: number;
}

const evaluateOptions = z.strictObject({
  preprocessing: z.custom<Model["preprocessing"]>().optional(),
  classes: classQueries.optional(),
  batchSize: z.int().min(1).max(65_536).default(32),
  workers: z.int().min(0).max(256).optional(),
  results: z.string().min(1).optional(),
  shard: z.strictObject({ index: z.number(), count: z.number() }).optional(),
  name: z.string().default("model"),
  signal: z.instanceof(AbortSignal).optional(),
  onProgress: z
    .custom<(progress: EvaluationProgress) => void>((f) => typeof f === "function")
    .optional(),
});

/**
 * Shows a model every image of a dataset and counts what it gets right. While the model is busy with
 * one batch the next are decoded.
 *
 * @example
 * const model = await onnxModel("mobilenet.onnx");
 * const { scores } = await evaluate(model, await load("imagenet_v2", { split: "test" }));
 * scores.top1; //=> { correct: 5721, n: 10000, accuracy: 0.5721, interval: [0.5623, 0.5818] }
 *
 * @throws MODEL_OUTPUT naming the image, for NaN and for another number of scores; CALLBACK_FAILED if
 * `predict` throws; INCOMPLETE_DATA if the dataset skips every image; UNMERGEABLE if `results` are of another run,
 * INVALID_PREDICTIONS if they were edited, INVALID_OPTION if that file holds something else; whatever reading and decoding throw
 */
export async function evaluate(
  model: Predict | Model,
  dataset: Dataset<Example>,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const given = parseOptions(evaluateOptions, options, "evaluate");
  const { results, batchSize, signal } = given;
  const asked = typeof model === "function" ? { name: given.name, predict: model } : model;
  const preprocessing = parsePreprocessing(
    given.preprocessing ?? ("preprocessing" in asked ? asked.preprocessing : "imagenet"),
  );
  const preprocessingAssumed =
    given.preprocessing === undefined &&
    (!("preprocessing" in asked) || asked.preprocessingAssumed === true);
  const shard = checkShard(given.shard ?? { index: 0, count: 1 }, "evaluate");
  const classes = given.classes && classSet(given.classes);
  const shown = classes === undefined ? dataset : dataset.where({ label: classes });
  const range = rangeOf(shard, shown.length, batchSize);
  if (range.from === range.to) throw noImages(shown.length, shard, batchSize);
  signal?.throwIfAborted();
  const settings = {
    ...{ classes, preprocessing, preprocessingAssumed, batchSize, signal },
    ...range,
  };
  const header = await describeRun(asked, shown, settings);
  const job: Job = {
    predict: asked.predict,
    part: shown.skip(range.from).take(range.to - range.from),
    classes,
    header,
    preprocessing,
    batchSize,
    workers: given.workers,
    results,
    signal,
    onProgress: given.onProgress,
  };
  if (results === undefined) return runJob(job);
  await makeFolder(dirname(results));
  return withLock(results, { signal }, () => runJob(job));
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

interface Job {
  readonly predict: Predict;
  /** The part to do. */
  readonly part: Dataset<Example>;
  readonly classes: ClassSet | undefined;
  readonly header: Omit<RunHeader, "outputs">;
  readonly preprocessing: Preprocessing;
  readonly batchSize: number;
  readonly workers: number | undefined;
  readonly results: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: EvaluateOptions["onProgress"];
}

async function runJob(job: Job): Promise<Evaluation> {
  const { part, header, results: path, onProgress } = job;
  const images = Array.from(part.records(), ({ file_name, label }) => ({ file_name, label }));
  const skips = part.onError === "skip";
  const found = path === undefined ? undefined : await findResults(path, header, images, skips);
  const results = [...(found?.results ?? [])];
  const resumedFrom = results.length;
  const progress = progressOf(images.length, results);
  // What was assumed then may have been said now.
  const { preprocessing_assumed } = header;
  let run: RunHeader | undefined = found && { ...found.header, preprocessing_assumed };
  if (found?.finished !== true) {
    const file = path === undefined ? undefined : await ResultsFile.open(path, found);
    try {
      for await (const { batch, outputs } of resultsOf(job, resumedFrom)) {
        if (run === undefined) {
          run = { ...header, outputs };
          await file?.begin(run);
        }
        await file?.append(batch);
        results.push(...batch);
        onProgress?.(progress(batch));
      }
      await file?.publish();
    } finally {
      await file?.close();
    }
  }
  const { predictions, skipped } = separate(results);
  return { scores: score(predictions), predictions, skipped, run: run as RunHeader, resumedFrom };
}

function allSkipped({ store, skipped, length }: Dataset<Example>): ImageNetV2Error {
  const missing = skipped.map(({ file_name }) => file_name);
  return new ImageNetV2Error(
    "INCOMPLETE_DATA",
    `None of the ${length} images can be decoded: ${skipped[0]?.error.message}`,
    { path: store.info.path, missing, unexpected: [] },
  );
}

/** What the model says, a batch at a time, with the images that are skipped at their places. */
async function* resultsOf(
  { predict, part, classes, preprocessing, batchSize, workers, signal }: Job,
  from: number,
): AsyncGenerator<{ batch: Result[]; outputs: string }> {
  const images = part.skip(from);
  if (images.length === 0) return;
  const withSkipped = placingSkipped(images);
  // Each image stays in its batch, so that its result does not depend on which others are damaged.
  const how = { preprocessing, batchSize, refill: false, workers, signal };
  let outputs = "";
  for await (const batch of images.batches(how)) {
    const rows = rowsOf(await callPredict(predict, batch, signal), batch.file_name);
    signal?.throwIfAborted();
    const kind = areProbabilities(rows[0] as ArrayLike<number>) ? "probabilities" : "logits";
    outputs = `${rows[0]?.length} ${kind}`;
    const predictions = rows.map((row, i) =>
      predictionOf(
        row,
        { file_name: batch.file_name[i] as string, label: batch.label[i] as number },
        classes,
      ),
    );
    yield { outputs, batch: withSkipped(predictions) };
  }
  const rest = withSkipped([]);
  if (rest.length === part.length) throw allSkipped(part);
  if (rest.length > 0) yield { outputs, batch: rest };
}

async function callPredict(
  predict: Predict,
  batch: ImageBatch,
  signal: AbortSignal | undefined,
): Promise<Outputs> {
  try {
    return await predict(batch, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    if (isImageNetV2Error(cause)) throw cause;
    const [fileName] = batch.file_name;
    throw new ImageNetV2Error(
      "CALLBACK_FAILED",
      `The model failed on the batch that begins with ${fileName}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { callback: "predict", position: batch.index[0] ?? 0, fileName },
      { cause },
    );
  }
}

/** Counts along. */
function progressOf(total: number, found: readonly Result[]) {
  const before = found.length;
  let [done, scored, top1, top5] = [0, 0, 0, 0];
  const add = (results: readonly Result[]) => {
    const { predictions } = separate(results);
    const right = (k: number) => predictions.filter((each) => isCorrect(each, k)).length;
    done += results.length;
    scored += predictions.length;
    top1 += right(1);
    top5 += right(5);
  };
  add(found);
  const began = performance.now();
  return (batch: readonly Result[]): EvaluationProgress => {
    add(batch);
    const imagesPerSecond = (done - before) / ((performance.now() - began) / 1000);
    return {
      done,
      total,
      imagesPerSecond,
      secondsLeft: (total - done) / imagesPerSecond,
      top1: rate(top1, scored),
      top5: rate(top5, scored),
    };
  };
}
