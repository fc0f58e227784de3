import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import type { Dataset, Example } from "@imagenet-v2/loader";
import type { KnownPreprocessing } from "@imagenet-v2/models";
import { resultsPlace } from "#platform";
import { Answering } from "../classes/answers.ts";
import { checkClasses, classSet } from "../classes/class-set.ts";
import {
  type GivenPreprocessing,
  knownPreprocessing,
  unknownPreprocessing,
} from "../models/preprocessing.ts";
import { requireRows } from "../models/zero-shot.ts";
import { answersOf } from "./answers-of.ts";
import { describeRun } from "./describe.ts";
import {
  type EvaluateOptions,
  evaluateOptions,
  type PipelineOptions,
  pipelineOptions,
  type RunOptions,
  requireEffective,
} from "./evaluate-options.ts";
import { checkDataset, checkModel, checkPipeline, inputOf } from "./given.ts";
import { digestOf } from "./header.ts";
import type { Model, Predict } from "./model.ts";
import type { Classify, ImageInputKind, ImagePipeline } from "./pipeline.ts";
import { type Asking, type Evaluation, type Job, runJob } from "./run-job.ts";
import { fillCache, scoresOf } from "./scores-of.ts";
import { checkShard, rangeOf, type Shard } from "./shard.ts";

/**
 * Shows a model every image of a dataset and counts what it gets right. While the model is busy with
 * one batch the next are decoded.
 *
 * With `input: "jpeg"` or `"image"` a whole pipeline is scored, with its own preprocessing: a function
 * from the stored bytes, or from all pixels, to an {@link Answer}. A pipeline of
 * bytes may answer even for an image that cannot be decoded here; if it throws, the image is skipped, or ends
 * the run, as the dataset says.
 *
 * @example
 * const model = await onnxModel("mobilenet.onnx", { preprocessing: "mobilenet" });
 * const { scores } = await evaluate(model, await load("imagenet_v2", { split: "test" }));
 * scores.top1; //=> { correct: 5721, n: 10000, accuracy: 0.5721, interval: [0.5623, 0.5818] }
 *
 * @throws MODEL_OUTPUT naming the image, for NaN, for another number of scores, for classes that are not
 * known and for what is neither; CALLBACK_FAILED if `predict` or `classify` throws; INCOMPLETE_DATA if
 * the dataset skips every image; UNMERGEABLE if `results` are of another run,
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
  pipeline: ImagePipeline<"jpeg"> | ImagePipeline<"image">,
  dataset: Dataset<Example>,
  options?: PipelineOptions,
): Promise<Evaluation>;
export async function evaluate(
  classify: Classify<"jpeg">,
  dataset: Dataset<Example>,
  options: PipelineOptions<"jpeg"> & { readonly input: "jpeg" },
): Promise<Evaluation>;
export async function evaluate(
  classify: Classify<"image">,
  dataset: Dataset<Example>,
  options: PipelineOptions<"image"> & { readonly input: "image" },
): Promise<Evaluation>;
export async function evaluate(
  model: unknown,
  dataset: Dataset<Example>,
  options: EvaluateOptions | PipelineOptions = {},
): Promise<Evaluation> {
  const input = inputOf(model, options.input);
  requireEffective(options, input);
  const plan =
    input === "tensor"
      ? tensorPlan(model, options as EvaluateOptions)
      : pipelinePlan(model, options as PipelineOptions, input);
  const { given, asked, batchSize } = plan;
  const { name, results, signal } = given;
  checkDataset(dataset);
  const place = results === undefined ? undefined : resultsPlace(results);
  const known = plan.known?.();
  const shard = checkShard(given.shard ?? { index: 0, count: 1 }, "evaluate");
  const ofDataset = checkClasses(dataset);
  const classes = given.classes && classSet(given.classes, ofDataset);
  const answering = new Answering(ofDataset, classes, asked.labels);
  // Before any image is decoded.
  const byLabels = asked.labels && answering.of(asked.labels.length);
  const { classEmbeddings } = asked;
  if (classEmbeddings !== undefined) requireRows(classEmbeddings, answering, asked.labels);
  const shown = classes === undefined ? dataset : dataset.where({ label: classes });
  const range = rangeOf(shard, shown.length, batchSize);
  if (range.from === range.to) throw noImages(shown.length, shard, batchSize);
  signal?.throwIfAborted();
  const settings = { name, classes, input: plan.input, known, batchSize, signal, ...range };
  // Other labels give other numbers.
  const labels = byLabels?.isByLabels ? digestOf(asked.labels ?? []).sha256 : undefined;
  const described = labels ? { ...asked, settings: { ...asked.settings, labels } } : asked;
  const header = await describeRun(described, shown, settings);
  const job: Job = {
    ...plan.asking({ answering, images: shown, known }),
    part: shown.skip(range.from).take(range.to - range.from),
    answering,
    inUsualOrder: byLabels?.inUsualOrder,
    outputs: classEmbeddings && "logits",
    header,
    place,
    onProgress: given.onProgress,
  };
  return place === undefined ? runJob(job) : place.alone(signal, () => runJob(job));
}

/** What sets the kinds of input apart. */
interface Plan {
  readonly given: RunOptions;
  readonly asked: Pick<
    Model,
    "name" | "sha256" | "settings" | "labels" | "classEmbeddings" | "runtime"
  >;
  readonly batchSize: number;
  readonly input?: ImageInputKind;
  /** What is done to an image. @throws INVALID_OPTION where nobody says it */
  readonly known?: () => KnownPreprocessing;
  readonly asking: (about: About) => Asking;
}

interface About {
  readonly answering: Answering;
  /** All images of the run, whichever part is done. */
  readonly images: Dataset<Example>;
  readonly known: KnownPreprocessing | undefined;
}

function tensorPlan(model: unknown, options: EvaluateOptions): Plan {
  const given = parseOptions(evaluateOptions, options, "evaluate");
  const { batchSize, workers, cache, signal } = given;
  const { worker } = options;
  const asked = checkModel(model, given.name ?? "model");
  const { predict } = asked;
  const reuse = given.reuse ?? asked.reuse ?? false;
  return {
    ...{ given, asked, batchSize },
    known: () => {
      const said = given.preprocessing ?? asked.preprocessing;
      if (said === undefined) throw unknownPreprocessing(given.name ?? asked.name);
      return knownPreprocessing(said);
    },
    asking: ({ answering, images, known }) => {
      const { preprocessing } = known as KnownPreprocessing;
      const reading = { preprocessing, workers, worker, cache, signal };
      return {
        prepare: () => fillCache(images, reading, given.onCacheProgress),
        ask: (some) => scoresOf({ predict, answering, batchSize, reuse, ...reading }, some),
      };
    },
  };
}

function pipelinePlan(model: unknown, options: PipelineOptions, input: ImageInputKind): Plan {
  const given = parseOptions(pipelineOptions, options, "evaluate");
  const { concurrency, signal } = given;
  const asked = checkPipeline(model, given.name ?? "model");
  const { classify } = asked;
  return {
    ...{ given, asked, input },
    // Each answer is written when it is there: it may have cost a second, or a cent.
    batchSize: 1,
    asking: ({ answering }) => ({
      ask: (some) => answersOf({ input, classify, concurrency, answering, signal }, some),
    }),
  };
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
