import { mcnemar } from "../certainty/paired.ts";
import { isCorrect, type Prediction } from "../prediction.ts";
import { logLoss } from "../scores/calibration.ts";
import type { Rate } from "../scores/rate.ts";
import { topRate } from "../scores/score.ts";

/** Something that may have been done wrong, and what the score would be without it. */
export interface Mistake {
  /**
   * - `classes-shifted`: the outputs are one class off, for a background class mostly
   * - `classes-sorted-as-text`: the model learned from folders in the order "0", "1", "10", "100", …
   * - `classes-in-order`: the model's labels are not those of its outputs
   * - `channels`: red and blue are exchanged
   * - `scaling`: pixels are scaled to another range
   * - `crop`: the image is cropped, or squeezed, in another way
   */
  readonly kind:
    | "classes-shifted"
    | "classes-sorted-as-text"
    | "classes-in-order"
    | "channels"
    | "scaling"
    | "crop";
  /** What would have been done instead: `red and blue exchanged`. */
  readonly instead: string;
  /** The top-1 accuracy with that. */
  readonly top1: Rate;
  /** McNemar's p-value of the difference from what was done. */
  readonly p: number;
  /** Whether it is better by more than chance. */
  readonly likely: boolean;
  /** Nats an image, where probabilities are known. */
  readonly logLoss: number | undefined;
}

/** Compares what would have been predicted with what was. */
export function judge(
  kind: Mistake["kind"],
  instead: string,
  predictions: readonly Prediction[],
  done: readonly Prediction[],
): Mistake {
  let [onlyFirst, onlySecond] = [0, 0];
  predictions.forEach((prediction, i) => {
    const [a, b] = [isCorrect(prediction, 1), isCorrect(done[i] as Prediction, 1)];
    if (a && !b) onlyFirst++;
    if (b && !a) onlySecond++;
  });
  const p = mcnemar({ onlyFirst, onlySecond });
  return {
    kind,
    instead,
    top1: topRate(predictions, 1),
    p,
    likely: onlyFirst > onlySecond && p < 0.05,
    logLoss: logLoss(predictions),
  };
}

/** The likeliest first: more right, or as many with more confidence. */
export function ranked(mistakes: readonly Mistake[]): Mistake[] {
  return [...mistakes].sort(
    (a, b) => b.top1.correct - a.top1.correct || (a.logLoss ?? 0) - (b.logLoss ?? 0),
  );
}
