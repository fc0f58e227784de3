import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { sameSet } from "../classes/class-set.ts";
import { classesOf, type RunDataset, sameLabels } from "../classes/run-dataset.ts";
import { isCorrect, type Prediction } from "../prediction.ts";
import { type Rate, rate } from "../scores/rate.ts";
import { requireTop } from "../scores/score.ts";
import { holm } from "./holm.ts";
import { type Interval, levelSchema } from "./interval.ts";
import { mcnemar, pairedDifference } from "./paired.ts";

/** A model's name and what it said. */
export interface ModelPredictions {
  readonly name: string;
  readonly predictions: readonly Prediction[];
  /** The classes that it could answer with, by index, ascending. Default: all of the dataset. */
  readonly classes?: readonly number[] | undefined;
  /** What labels stand for, as a run tells. Default: ImageNet's classes. */
  readonly dataset?: RunDataset | undefined;
}

export interface CompareOptions {
  /** Right means: the true class is among the `k` likeliest. @default 1 */
  readonly k?: number | undefined;
  /** @default 0.95 */
  readonly level?: number | undefined;
  /** McNemar's test as exact or mid-p. @default "exact" */
  readonly test?: "exact" | "mid-p" | undefined;
}

/** Two models on the same images. */
export interface Comparison {
  readonly names: readonly [first: string, second: string];
  readonly k: number;
  readonly n: number;
  readonly first: Rate;
  readonly second: Rate;
  /** Images that only the first, and only the second, got right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** `(onlyFirst + onlySecond) / n`. */
  readonly disagreement: number;
  /** Accuracy of the first less that of the second. */
  readonly difference: number;
  readonly differenceInterval: Interval;
  readonly p: number;
  /** After Holm's correction for all pairs of {@link compareAll}; alone, `p`. */
  readonly adjustedP: number;
  readonly level: number;
  /** Which is better, or that it cannot be told at this level. */
  readonly verdict: "first" | "second" | "undecided";
}

const compareOptions = z.strictObject({
  k: z.int().min(1).default(1),
  level: levelSchema,
  test: z.enum(["exact", "mid-p"]).default("exact"),
});

/**
 * Is one of two models really better? Decided on the images on which exactly one of them is right.
 *
 * @throws DIFFERENT_IMAGES if they were not shown the same images with the same labels, or could not
 * answer with the same classes; INVALID_OPTION if fewer than `k` classes are predicted
 */
export function compare(
  first: ModelPredictions,
  second: ModelPredictions,
  options: CompareOptions = {},
): Comparison {
  const { k, level, test } = parseOptions(compareOptions, options, "compare");
  checkSameClasses(first, second);
  for (const { predictions } of [first, second]) requireTop(predictions, k);
  const pairs = predictionPairs(first, second);
  const rights = pairs.map(([a, b]) => [isCorrect(a, k), isCorrect(b, k)] as const);
  const count = (a: boolean, b: boolean) => rights.filter(([x, y]) => x === a && y === b).length;
  const counts = { onlyFirst: count(true, false), onlySecond: count(false, true) };
  const both = count(true, true);
  const n = pairs.length;
  const { difference, interval } = pairedDifference(counts, n, { level });
  const p = mcnemar(counts, test);
  const comparison = {
    names: [first.name, second.name] as const,
    k,
    n,
    first: rate(both + counts.onlyFirst, n, { level }),
    second: rate(both + counts.onlySecond, n, { level }),
    ...counts,
    disagreement: (counts.onlyFirst + counts.onlySecond) / n,
    difference,
    differenceInterval: interval,
    level,
    p,
  };
  return judged(comparison, p);
}

/** Each pair of several models, the p-values corrected for there being so many. */
export function compareAll(
  contestants: readonly ModelPredictions[],
  options: CompareOptions = {},
): Comparison[] {
  const comparisons = contestants.flatMap((first, i) =>
    contestants.slice(i + 1).map((second) => compare(first, second, options)),
  );
  const adjusted = holm(comparisons.map(({ p }) => p));
  return comparisons.map((comparison, i) => judged(comparison, adjusted[i] as number));
}

function judged(
  comparison: Omit<Comparison, "adjustedP" | "verdict">,
  adjustedP: number,
): Comparison {
  const decided = adjustedP < 1 - comparison.level;
  const better = comparison.onlyFirst > comparison.onlySecond ? "first" : "second";
  return { ...comparison, adjustedP, verdict: decided ? better : "undecided" };
}

/** To choose among few classes is easier. */
function checkSameClasses(first: ModelPredictions, second: ModelPredictions): void {
  if (!sameLabels(first.dataset, second.dataset)) {
    throw new ImageNetV2Error(
      "DIFFERENT_IMAGES",
      `The labels of ${first.name} and those of ${second.name} stand for different classes.`,
      { names: [first.name, second.name], fileName: undefined },
      { hint: "Score both on the same dataset, with the same list of classes." },
    );
  }
  if (sameSet(first.classes, second.classes)) return;
  const all = classesOf(first.dataset).length;
  const count = ({ classes }: ModelPredictions) =>
    classes === undefined ? `over all ${all} classes` : `over ${classes.length} of ${all} classes`;
  throw new ImageNetV2Error(
    "DIFFERENT_IMAGES",
    `${first.name} was scored ${count(first)} and ${second.name} ${count(second)}${first.classes?.length === second.classes?.length ? ", which are others" : ""}.`,
    { names: [first.name, second.name], fileName: undefined },
    { hint: "Score both with the same classes." },
  );
}

/**
 * The two predictions of each image, in the order of the first.
 *
 * @throws DIFFERENT_IMAGES
 */
export function predictionPairs(
  first: ModelPredictions,
  second: ModelPredictions,
): [Prediction, Prediction][] {
  const others = new Map(second.predictions.map((each) => [each.file_name, each]));
  const pairs = first.predictions.map((one): [Prediction, Prediction | undefined] => [
    one,
    others.get(one.file_name),
  ]);
  const complete = pairs.filter((pair): pair is [Prediction, Prediction] => pair[1] !== undefined);
  const stray = pairs.find(([one, other]) => other?.label !== one.label)?.[0];
  if (stray === undefined && complete.length === others.size && complete.length > 0) {
    return complete;
  }
  const known = new Set(first.predictions.map(({ file_name }) => file_name));
  const fileName = stray?.file_name ?? [...others.keys()].find((name) => !known.has(name));
  const relabelled = stray !== undefined && others.has(stray.file_name);
  throw new ImageNetV2Error(
    "DIFFERENT_IMAGES",
    relabelled
      ? `${first.name} and ${second.name} give ${fileName} different labels.`
      : `${first.name} and ${second.name} were not shown the same images: ${complete.length} are in both, ${first.predictions.length - complete.length} only in the first, ${others.size - complete.length} only in the second${fileName === undefined ? "" : `, such as ${fileName}`}.`,
    { names: [first.name, second.name], fileName },
    { hint: "Compare results of the same variant and split." },
  );
}
