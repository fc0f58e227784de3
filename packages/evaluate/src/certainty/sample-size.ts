import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { probit } from "./distributions.ts";
import { levelSchema } from "./interval.ts";

export interface PowerOptions {
  /**
   * The share of images on which exactly one of the two models is right, 0 to 1. It decides: two
   * models that err on the same images are told apart by far fewer. {@link Comparison} has it.
   */
  readonly disagreement: number;
  /** How often the test may not cry wolf. @default 0.95 */
  readonly level?: number | undefined;
  /** How often it shall find the difference. @default 0.8 */
  readonly power?: number | undefined;
}

const powerShape = {
  disagreement: z.number().gt(0).max(1),
  level: levelSchema,
  power: z.number().min(0.5).lt(1).default(0.8),
};

const sizeArguments = z
  .strictObject({ ...powerShape, difference: z.number().gt(0).max(1) })
  .refine(
    ({ difference, disagreement }) => difference <= disagreement,
    "models cannot differ by more than they disagree",
  );

/**
 * How many images it takes for McNemar's test to see that two models differ (Connor 1987).
 *
 * @param difference between the two accuracies, as a share of 1
 * @example
 * imagesNeeded(0.003, { disagreement: 0.1 }); //=> 87208
 */
export function imagesNeeded(difference: number, options: PowerOptions): number {
  const { level, power, disagreement } = parseOptions(
    sizeArguments,
    { difference, ...options },
    "imagesNeeded",
  );
  const [za, zb] = quantiles(level, power);
  const root = za * Math.sqrt(disagreement) + zb * Math.sqrt(disagreement - difference ** 2);
  return Math.ceil((root / difference) ** 2);
}

const differenceArguments = z.strictObject({ ...powerShape, n: z.int().min(1) });

/**
 * The smallest difference between two accuracies that `n` images are likely to show: the inverse of
 * {@link imagesNeeded}. At most `disagreement`, however few they are.
 */
export function smallestDifference(n: number, options: PowerOptions): number {
  const { level, power, disagreement } = parseOptions(
    differenceArguments,
    { n, ...options },
    "smallestDifference",
  );
  const [za, zb] = quantiles(level, power);
  // n d² = (za √ψ + zb √(ψ − d²))², solved for d.
  const a = n + zb ** 2;
  const under = zb ** 2 * disagreement * (n + zb ** 2 - za ** 2);
  if (under < 0) return disagreement;
  const difference = (za * Math.sqrt(disagreement) * Math.sqrt(n) + Math.sqrt(under)) / a;
  return Math.min(disagreement, difference);
}

function quantiles(level: number, power: number): [number, number] {
  return [-probit((1 - level) / 2), probit(power)];
}
