import { abortSignal, parseOptions, workersOption } from "@imagenet-v2/core/internal";
import type { Preprocessing } from "@imagenet-v2/decode";
import type { Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";
import { mcnemar } from "../certainty/paired.ts";
import { knownPreprocessing } from "../models/preprocessing.ts";
import { isCorrect, type Prediction } from "../prediction.ts";
import { evaluate } from "../run/evaluate.ts";
import { checkDataset } from "../run/given.ts";
import type { Model } from "../run/model.ts";
import type { Rate } from "../scores/rate.ts";
import { topRate } from "../scores/score.ts";
import { likelyColours, likelyCrops } from "./likely-preprocessings.ts";

export interface ProbePreprocessingOptions {
  /** How many images at most, spread over the dataset. @default 256 */
  readonly images?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One that was tried. */
export interface ProbedPreprocessing {
  /** What sets it apart: `mean and std 0.5`. */
  readonly name: string;
  readonly preprocessing: Preprocessing;
  readonly top1: Rate;
  /** McNemar's p-value of its difference from the best of its kind; `undefined` for that one. */
  readonly p: number | undefined;
}

/** What a probe found. */
export interface PreprocessingProbe {
  /** How the colours are scaled, the best first. */
  readonly colours: readonly ProbedPreprocessing[];
  /** How the image is resized and cropped, with the best colours; the best first. */
  readonly crops: readonly ProbedPreprocessing[];
  /** `undefined` where the counts do not tell the best colours from the next. */
  readonly proposed: Preprocessing | undefined;
}

const probeOptions = z.strictObject({
  images: z.int().min(1).default(256),
  batchSize: z.int().min(1).optional(),
  workers: workersOption,
  signal: abortSignal.optional(),
});

/**
 * Runs a model on a few images with each preprocessing that models usually want, and compares. Only
 * proposes: whoever uses the proposal on the same images has chosen on the test set, and should say so.
 *
 * @param model whose own preprocessing gives size, layout and dtype
 * @throws as {@link evaluate}
 */
export async function probePreprocessing(
  model: Model,
  dataset: Dataset<Example>,
  options: ProbePreprocessingOptions = {},
): Promise<PreprocessingProbe> {
  const { images, ...running } = parseOptions(probeOptions, options, "probePreprocessing");
  checkDataset(dataset);
  const count = Math.min(images, dataset.length);
  const some = dataset.select(
    Array.from({ length: count }, (_, i) => Math.floor((i * dataset.length) / count)),
  );
  const run = async ({ name, preprocessing }: { name: string; preprocessing: Preprocessing }) => {
    const { predictions } = await evaluate(model, some, { ...running, preprocessing });
    return { name, preprocessing, predictions };
  };
  const { preprocessing: own } = knownPreprocessing(model.preprocessing);
  const colours: Tried[] = [];
  for (const each of likelyColours(own)) colours.push(await run(each));
  const [best, next] = sorted(colours) as [Tried, Tried | undefined];
  const crops: Tried[] = [{ ...best, name: "as above" }];
  for (const each of likelyCrops(best.preprocessing)) crops.push(await run(each));
  const [bestCrop] = sorted(crops) as [Tried];
  const usual = crops[0] as Tried;
  // A crop that is not better by more than chance is not worth leaving the usual one for.
  const crop = isBetter(bestCrop, usual) ? bestCrop : usual;
  return {
    colours: judged(colours),
    crops: judged(crops),
    proposed: next === undefined || isBetter(best, next) ? crop.preprocessing : undefined,
  };
}

interface Tried {
  readonly name: string;
  readonly preprocessing: Preprocessing;
  readonly predictions: readonly Prediction[];
}

function sorted(tried: readonly Tried[]): Tried[] {
  return [...tried].sort((a, b) => correct(b) - correct(a));
}

function correct({ predictions }: Tried): number {
  return topRate(predictions, 1).correct;
}

function judged(tried: readonly Tried[]): ProbedPreprocessing[] {
  const [best, ...others] = sorted(tried) as [Tried, ...Tried[]];
  return [best, ...others].map((each) => ({
    name: each.name,
    preprocessing: each.preprocessing,
    top1: topRate(each.predictions, 1),
    p: each === best ? undefined : paired(best, each),
  }));
}

/** McNemar's, as both saw the same images. */
function paired(a: Tried, b: Tried): number {
  let [onlyFirst, onlySecond] = [0, 0];
  a.predictions.forEach((prediction, i) => {
    const [first, second] = [
      isCorrect(prediction, 1),
      isCorrect(b.predictions[i] as Prediction, 1),
    ];
    if (first && !second) onlyFirst++;
    if (second && !first) onlySecond++;
  });
  return mcnemar({ onlyFirst, onlySecond });
}

function isBetter(a: Tried, b: Tried): boolean {
  return correct(a) > correct(b) && paired(a, b) < 0.05;
}

/** The counts, and what they propose, as lines. */
export function probedInWords({ colours, crops, proposed }: PreprocessingProbe): string[] {
  const line = ({ name, top1: { correct, n }, p }: ProbedPreprocessing) =>
    `  ${correct} of ${n} right  ${name}${p === undefined ? "" : ` (p ${p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`})`}`;
  return [
    "Colours:",
    ...colours.map(line),
    `Resize and crop, with ${colours[0]?.name}:`,
    ...crops.map(line),
    proposed === undefined
      ? "Unclear: the best colours are not better than the next by more than chance."
      : `Proposed: ${JSON.stringify(proposed)}`,
  ];
}
