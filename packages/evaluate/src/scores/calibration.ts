import type { Prediction } from "../prediction.ts";

/** The images whose confidence lies in `(from, to]`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Share of them whose first place is right. `NaN` if there are none. */
  readonly accuracy: number;
  /** Mean probability of the first place. `NaN` if there are none. */
  readonly confidence: number;
}

/** Whether the model's probabilities mean what they say. */
export interface Calibration {
  /**
   * Expected calibration error (Guo et al. 2017): the mean distance between confidence and accuracy
   * of the bins, weighted by their images. 0 to 1.
   */
  readonly ece: number;
  /** The largest such distance. */
  readonly mce: number;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Reliability in bins of equal width. As in Guo et al. a bin is open below and closed above, and a
 * confidence of 0 belongs to the first.
 *
 * @param binCount @default 15
 * @returns `undefined` unless every prediction has probabilities
 */
export function calibration(
  predictions: readonly Prediction[],
  binCount = 15,
): Calibration | undefined {
  const sums = Array.from({ length: binCount }, () => ({ n: 0, correct: 0, confidence: 0 }));
  for (const { top, label, probabilities } of predictions) {
    const confidence = probabilities?.[0];
    if (confidence === undefined) return undefined;
    const bin = sums[binOf(confidence, binCount)] as (typeof sums)[number];
    bin.n++;
    bin.confidence += confidence;
    if (top[0] === label) bin.correct++;
  }
  const bins = sums.map(({ n, correct, confidence }, i) => ({
    from: i / binCount,
    to: (i + 1) / binCount,
    n,
    accuracy: correct / n,
    confidence: confidence / n,
  }));
  const filled = bins.filter(({ n }) => n > 0);
  const gaps = filled.map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
  const weighted = filled.reduce((sum, { n }, i) => sum + n * (gaps[i] as number), 0);
  return { ece: weighted / predictions.length, mce: Math.max(0, ...gaps), bins };
}

/**
 * The bin that a confidence belongs to, by the very edges that are reported. A product with the number
 * of bins decides nothing: 0.07 × 100 is above 7 in doubles.
 */
function binOf(confidence: number, binCount: number): number {
  let place = Math.min(Math.max(Math.ceil(confidence * binCount) - 1, 0), binCount - 1);
  while (place > 0 && confidence <= place / binCount) place--;
  while (place < binCount - 1 && confidence > (place + 1) / binCount) place++;
  return place;
}

/**
 * The mean of −ln p(true class), in nats.
 *
 * @returns `undefined` unless every prediction has a likelihood; `Infinity` if one is 0
 */
export function logLoss(predictions: readonly Prediction[]): number | undefined {
  let sum = 0;
  for (const { likelihood } of predictions) {
    if (likelihood === undefined) return undefined;
    sum -= Math.log(likelihood);
  }
  return sum / predictions.length;
}
