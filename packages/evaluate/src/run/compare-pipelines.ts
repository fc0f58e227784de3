import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, parseOptions, workersOption } from "@imagenet-v2/core/internal";
import type { Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import {
  type Comparison,
  compare,
  type ModelPredictions,
  predictionPairs,
} from "../certainty/compare.ts";
import { inWords } from "../certainty/in-words.ts";
import { levelSchema } from "../certainty/interval.ts";
import { classesOf } from "../classes/run-dataset.ts";
import { isCorrect, type Prediction } from "../prediction.ts";
import { className } from "../report/tables.ts";
import { evaluate } from "./evaluate.ts";
import { checkDataset, inputOf } from "./given.ts";
import type { Model } from "./model.ts";
import type { ImagePipeline } from "./pipeline.ts";

/** What is compared: something to run, or what it said when it was run. */
export type Contender = Model | ImagePipeline<"jpeg"> | ImagePipeline<"image"> | ModelPredictions;

export interface ComparePipelinesOptions {
  /** @default 0.95 */
  readonly level?: number | undefined;
  /** McNemar's test as exact or mid-p. @default "exact" */
  readonly test?: "exact" | "mid-p" | undefined;
  /** Of a model of tensors. @default 32 */
  readonly batchSize?: number | undefined;
  /** Threads that decode for a model of tensors. Default: one for each core. */
  readonly workers?: number | undefined;
  /** How many images may be with a whole pipeline at once. @default 1 */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An image that two pipelines answer differently. */
export interface ChangedAnswer {
  readonly file_name: string;
  readonly label: number;
  /** What each gives the first place. */
  readonly answers: readonly [first: number, second: number];
  /**
   * The probability that the second gives to the true class, less that of the first, -1 to 1;
   * `undefined` where one of them gives none.
   */
  readonly change: number | undefined;
}

/** What another pipeline makes of the same images. */
export interface PipelineComparison {
  /** Whether it is a loss, by top-1. */
  readonly comparison: Comparison;
  /** How many images have another class at the first place. */
  readonly changed: number;
  /** Ten of them: those whose true class gains or loses most, else those that only one has right. */
  readonly mostChanged: readonly ChangedAnswer[];
}

const compareOptions = z.strictObject({
  level: levelSchema,
  test: z.enum(["exact", "mid-p"]).optional(),
  batchSize: z.int().min(1).optional(),
  workers: workersOption,
  concurrency: z.int().min(1).optional(),
  signal: abortSignal.optional(),
});

/** How many changed answers are listed. */
const listed = 10;

/**
 * How many answers another preprocessing or pipeline changes, and whether that is a loss.
 *
 * @param first how it was done, to run or as results
 * @param second how else it is done
 * @param dataset for those that are to be run
 *
 * @example
 * const found = await comparePipelines(
 *   { ...model, name: "ours" },
 *   { name: "canvas", input: "jpeg", classify },
 *   dataset,
 * );
 * found.changed; //=> 37
 * changesInWords(found)[0]; //=> "The answers of ours and canvas differ on 37 of 10,000 images: …"
 *
 * @throws INVALID_OPTION for two of one name; DIFFERENT_IMAGES if they did not answer for the same
 * images or classes; whatever {@link evaluate} throws
 */
export async function comparePipelines(
  first: Contender,
  second: Contender,
  dataset?: Dataset<Example> | undefined,
  options: ComparePipelinesOptions = {},
): Promise<PipelineComparison> {
  const { level, test, ...running } = parseOptions(compareOptions, options, "comparePipelines");
  if ([first, second].some((each) => !isResult(each))) checkDataset(dataset);
  const results: ModelPredictions[] = [];
  requireNames(first, second);
  for (const each of [first, second]) {
    results.push(isResult(each) ? each : await run(each, dataset as Dataset<Example>, running));
  }
  const [one, other] = results as [ModelPredictions, ModelPredictions];
  const comparison = compare(one, other, { level, test });
  const changed = predictionPairs(one, other).filter(([a, b]) => a.top[0] !== b.top[0]);
  return {
    comparison,
    changed: changed.length,
    mostChanged: changed
      .sort((a, b) => amount(b) - amount(a))
      .slice(0, listed)
      .map(changedAnswer),
  };
}

/** What was found, a line each: the counts, the verdict, and the images that changed most. */
export function changesInWords(
  { comparison, changed, mostChanged }: PipelineComparison,
  dataset?: ModelPredictions["dataset"],
): string[] {
  const { names, n, onlyFirst, onlySecond } = comparison;
  const labels = classesOf(dataset);
  const named = (label: number) => className(label, labels);
  return [
    `The answers of ${names[0]} and ${names[1]} differ on ${changed.toLocaleString("en")} of ${n.toLocaleString("en")} images: ${onlyFirst} are right with ${names[0]} only, ${onlySecond} with ${names[1]} only.`,
    inWords(comparison),
    ...mostChanged.map(
      ({ file_name, label, answers: [a, b] }) =>
        `  ${file_name}: ${named(a)} → ${named(b)}${[a, b].includes(label) ? "" : `, and is ${named(label)}`}`,
    ),
  ];
}

function isResult(contender: Contender): contender is ModelPredictions {
  return typeof contender === "object" && contender !== null && "predictions" in contender;
}

async function run(
  contender: Exclude<Contender, ModelPredictions>,
  dataset: Dataset<Example>,
  { batchSize, workers, concurrency, signal }: ComparePipelinesOptions,
): Promise<ModelPredictions> {
  const { predictions, run } =
    inputOf(contender, undefined) === "tensor"
      ? await evaluate(contender as Model, dataset, { batchSize, workers, signal })
      : await evaluate(contender as ImagePipeline<"jpeg">, dataset, { concurrency, signal });
  return { name: run.model.name, predictions, dataset: run.dataset };
}

/** @throws INVALID_OPTION unless each has a name of its own, by which the verdict calls it */
function requireNames(first: Contender, second: Contender): void {
  const nameOf = (each: Contender) => (typeof each === "object" ? each?.name : undefined);
  const [one, other] = [nameOf(first), nameOf(second)];
  const problem =
    typeof one !== "string" || typeof other !== "string"
      ? "each must have a name"
      : one === other
        ? `both are called ${JSON.stringify(one)}`
        : undefined;
  if (problem === undefined) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `comparePipelines: ${problem}.`,
    { option: "name" },
    {
      hint: 'Give { name, input: "jpeg", classify }, or { ...model, name } where one model is prepared in two ways.',
    },
  );
}

type Pair = readonly [first: Prediction, second: Prediction];

function changedAnswer([first, second]: Pair): ChangedAnswer {
  const { file_name, label, top } = first;
  const answers = [top[0] as number, second.top[0] as number] as const;
  return { file_name, label, answers, change: changeOf([first, second]) };
}

function changeOf([{ likelihood: before }, { likelihood: after }]: Pair): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before;
}

/** How much a change matters, for the order. */
function amount(pair: Pair): number {
  const [first, second] = pair;
  // Without probabilities: one that is right now, or was, comes before one that is wrong in another way.
  return Math.abs(changeOf(pair) ?? Number(isCorrect(first, 1) !== isCorrect(second, 1)));
}
