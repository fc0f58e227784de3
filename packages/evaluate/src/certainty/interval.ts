import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { betaQuantile, probit } from "./distributions.ts";

/** Lower and upper end, as shares of 1. */
export type Interval = readonly [low: number, high: number];

export interface IntervalOptions {
  /** How often such an interval holds the truth. @default 0.95 */
  readonly level?: number | undefined;
  /**
   * - `"clopper-pearson"`: exact; never too narrow. What the paper prints.
   * - `"wilson"`: narrower, right on average.
   *
   * @default "clopper-pearson"
   */
  readonly method?: "clopper-pearson" | "wilson" | undefined;
}

export const levelSchema = z.number().gt(0).lt(1).default(0.95);

/** The options by name, for those who take more than these. */
export const intervalShape = {
  level: levelSchema,
  method: z.enum(["clopper-pearson", "wilson"]).default("clopper-pearson"),
};

const intervalArguments = z
  .strictObject({ ...intervalShape, n: z.int().min(1), correct: z.int().min(0) })
  .refine(({ correct, n }) => correct <= n, "more are correct than there are");

/**
 * A confidence interval of a share, from a count.
 *
 * @example
 * interval(6212, 10_000); //=> [0.611608, 0.630721]
 *
 * @throws INVALID_OPTION for counts that cannot be
 */
export function interval(correct: number, n: number, options: IntervalOptions = {}): Interval {
  const { level, method } = parseOptions(intervalArguments, { correct, n, ...options }, "interval");
  const tail = (1 - level) / 2;
  return method === "wilson" ? wilson(correct, n, tail) : clopperPearson(correct, n, tail);
}

/** Clopper and Pearson 1934: every share under which the count is not in an outer `tail`. */
function clopperPearson(correct: number, n: number, tail: number): Interval {
  return [
    correct === 0 ? 0 : betaQuantile(tail, correct, n - correct + 1),
    correct === n ? 1 : betaQuantile(1 - tail, correct + 1, n - correct),
  ];
}

/** Wilson 1927: every share that the normal test of the count does not reject. */
function wilson(correct: number, n: number, tail: number): Interval {
  const z = -probit(tail);
  const share = correct / n;
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half =
    (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  // Rounding would leave 1e-17 where the formula gives 0.
  return [correct === 0 ? 0 : centre - half, correct === n ? 1 : centre + half];
}
