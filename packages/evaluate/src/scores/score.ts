import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type IntervalOptions, intervalShape } from "../certainty/interval.ts";
import { classQueries, labelOf } from "../classes/class-set.ts";
import { classesOf, type RunDataset, runDatasetSchema } from "../classes/run-dataset.ts";
import { isCorrect, type Prediction, tellsTop } from "../prediction.ts";
import { type Calibration, calibration, logLoss } from "./calibration.ts";
import { type ClassScore, type ConfusedPair, confusedPairs, perClass } from "./per-class.ts";
import { type Rate, rate } from "./rate.ts";

export interface ScoreOptions extends IntervalOptions {
  /**
   * Count only images of these classes, by label, WordNet id or name. The model may still answer with
   * any; in `evaluate` and `readPredictions` the option `classes` takes these alone.
   */
  readonly classes?: readonly (number | string)[] | undefined;
  /** What labels stand for: `run.dataset`. Default: ImageNet's classes. */
  readonly dataset?: RunDataset | undefined;
  /** Bins of the reliability diagram. @default 15 */
  readonly bins?: number | undefined;
}

/** Everything that follows from predictions alone. */
export interface Scores {
  /** Images counted. */
  readonly n: number;
  readonly top1: Rate;
  /** `undefined` where a prediction names fewer than five classes. */
  readonly top5: Rate | undefined;
  readonly perClass: readonly ClassScore[];
  readonly confused: readonly ConfusedPair[];
  /** `undefined` where not every prediction has probabilities. */
  readonly calibration: Calibration | undefined;
  /** Nats an image; `undefined` where not every prediction has a likelihood. */
  readonly logLoss: number | undefined;
}

const scoreOptions = z.strictObject({
  ...intervalShape,
  classes: classQueries.optional(),
  dataset: runDatasetSchema.optional(),
  bins: z.int().min(1).max(1000).default(15),
});

/**
 * Counts what is right and says how sure that is.
 *
 * @throws INVALID_OPTION, also if there is nothing to count; UNKNOWN_CLASS
 */
export function score(predictions: readonly Prediction[], options: ScoreOptions = {}): Scores {
  const { classes, dataset, bins, ...certainty } = parseOptions(scoreOptions, options, "score");
  const wanted = classes && new Set(classes.map((query) => labelOf(query, classesOf(dataset))));
  const counted = wanted ? predictions.filter(({ label }) => wanted.has(label)) : predictions;
  if (counted.length === 0) {
    throw new ImageNetV2Error("INVALID_OPTION", "score: there is no prediction to count.", {
      option: "predictions",
    });
  }
  return {
    n: counted.length,
    top1: topRate(counted, 1, certainty),
    top5: tellsTop(counted, 5) ? topRate(counted, 5, certainty) : undefined,
    perClass: perClass(counted),
    confused: confusedPairs(counted),
    calibration: calibration(counted, bins),
    logLoss: logLoss(counted),
  };
}

/**
 * How often the true class is among the `k` likeliest.
 *
 * @throws INVALID_OPTION if a prediction has fewer than `k` classes
 */
export function topRate(
  predictions: readonly Prediction[],
  k: number,
  options?: IntervalOptions,
): Rate {
  requireTop(predictions, k);
  const correct = predictions.filter((prediction) => isCorrect(prediction, k)).length;
  return rate(correct, predictions.length, options);
}

/** @throws INVALID_OPTION if a prediction has fewer than `k` classes */
export function requireTop(predictions: readonly Prediction[], k: number): void {
  const short = predictions.find(({ top }) => top.length < k);
  if (short !== undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${short.file_name}: ${short.top.length} classes are predicted, and the top ${k} are wanted.`,
      { option: "k" },
    );
  }
}
