import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { halfBinomial, probit } from "./distributions.ts";
import { type Interval, levelSchema } from "./interval.ts";

/** Two models on the same images: how many each got right alone. */
export interface Disagreement {
  /** Right by the first model, wrong by the second. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

const disagreement = z.strictObject({
  onlyFirst: z.int().min(0),
  onlySecond: z.int().min(0),
});

const differenceArguments = disagreement
  .extend({ n: z.int().min(1), level: levelSchema })
  .refine(({ onlyFirst, onlySecond, n }) => onlyFirst + onlySecond <= n, "n is too small");

/**
 * McNemar's test of "both are equally often right": the two-sided p-value. Images on which the models
 * agree say nothing about it; were they equal, each of the others would be a fair coin.
 *
 * @param variant `"exact"` is never too low. `"mid-p"` counts half the probability of what was seen,
 * which is closer to the truth with few disagreements (Fagerland et al. 2013). @default "exact"
 * @returns 0 to 1; 1 for a tie (Fagerland's supplement takes half the probability of a tie off that)
 */
export function mcnemar(counts: Disagreement, variant: "exact" | "mid-p" = "exact"): number {
  const { onlyFirst, onlySecond } = parseOptions(disagreement, counts, "mcnemar");
  const fewer = Math.min(onlyFirst, onlySecond);
  const { exactly, atMost } = halfBinomial(fewer, onlyFirst + onlySecond);
  // The logarithms of `exactly` are off in the last digits, so a tie may come out above 1.
  return Math.min(1, variant === "exact" ? 2 * atMost : 2 * atMost - exactly);
}

/**
 * By how much the first model is more often right, with an interval for the same images: Wald's with
 * half an image added to each of the four counts (Agresti and Min 2005), so that it has a width even
 * where the models never disagree.
 *
 * @param n images, those included on which the models agree
 * @returns the difference as observed; the interval is not symmetric about it
 */
export function pairedDifference(
  counts: Disagreement,
  n: number,
  options: { readonly level?: number | undefined } = {},
): { difference: number; interval: Interval } {
  const { onlyFirst, onlySecond, level } = parseOptions(
    differenceArguments,
    { ...counts, n, ...options },
    "pairedDifference",
  );
  const net = onlyFirst - onlySecond;
  const centre = net / (n + 2);
  const error = Math.sqrt(onlyFirst + onlySecond + 1 - net ** 2 / (n + 2)) / (n + 2);
  const half = -probit((1 - level) / 2) * error;
  return {
    difference: net / n,
    interval: [Math.max(-1, centre - half), Math.min(1, centre + half)],
  };
}
