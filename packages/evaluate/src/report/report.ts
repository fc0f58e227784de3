import { type Provenance, parseOptions, type VariantName, variantNames } from "@imagenet-v2/core";
import * as z from "zod";
import { type Comparison, compareAll } from "../certainty/compare.ts";
import { type IntervalOptions, intervalShape } from "../certainty/interval.ts";
import { type Place, placeInField } from "../field/place.ts";
import type { Encoding } from "../field/published.ts";
import type { Prediction } from "../prediction.ts";
import { type Scores, score } from "../scores/score.ts";

/** A model's predictions, with what is known of them. */
export interface Subject {
  /** The model's name. */
  readonly name: string;
  readonly predictions: readonly Prediction[];
  /** `undefined` for foreign images. */
  readonly variant?: VariantName | null | undefined;
  /** Of the data that was shown; leave it out where only predictions are at hand. */
  readonly provenance?: Provenance | undefined;
  /** Top-1 accuracy on the original validation set, 0 to 1. */
  readonly val?: number | undefined;
}

export interface ReportOptions extends IntervalOptions {
  /** Other models on the same images. */
  readonly others?: readonly { name: string; predictions: readonly Prediction[] }[] | undefined;
  /** Which edition of the pictures the model was shown. @default "format-val" */
  readonly encoding?: Encoding | undefined;
  /** Sentences to be shown with the numbers: what a probe found. */
  readonly notes?: readonly string[] | undefined;
}

/** Everything a report shows, as data. */
export interface Report {
  readonly name: string;
  readonly variant: VariantName | undefined;
  readonly provenance: Provenance | undefined;
  /** What the numbers are of: `the 10,000 images of matched-frequency`. */
  readonly images: string;
  /** A warning, where these are not all images of a variant; every report prints it first. */
  readonly warning: string | undefined;
  readonly level: number;
  readonly scores: Scores;
  /** Where the model stands; `undefined` unless it was shown a whole variant. */
  readonly place: Place | undefined;
  readonly comparisons: readonly Comparison[];
  readonly notes: readonly string[];
}

const reportOptions = z.strictObject({
  ...intervalShape,
  others: z.custom<NonNullable<ReportOptions["others"]>>((v) => Array.isArray(v)).default([]),
  encoding: z.enum(["2019", "format-val"]).default("format-val"),
  notes: z.array(z.string()).default([]),
});

const subjectSchema = z.strictObject({
  name: z.string(),
  predictions: z.custom<readonly Prediction[]>((value) => Array.isArray(value)),
  variant: z.enum(variantNames).nullish(),
  provenance: z.enum(["published", "complete", "partial", "foreign"]).optional(),
  val: z.number().min(0).max(1).optional(),
});

/** Images of each variant. */
const whole = 10_000;

/**
 * Works out all that a report shows.
 *
 * @throws INVALID_OPTION; DIFFERENT_IMAGES if another model was shown other images
 */
export function report(subject: Subject, options: ReportOptions = {}): Report {
  const { name, predictions, variant, provenance, val } = parseOptions(
    subjectSchema,
    subject,
    "report",
  );
  const { others, encoding, notes, ...certainty } = parseOptions(reportOptions, options, "report");
  const scores = score(predictions, certainty);
  const { n } = scores;
  const isWhole = variant != null && n === whole && provenance !== "foreign";
  const count = n.toLocaleString("en");
  return {
    name,
    variant: variant ?? undefined,
    provenance,
    images:
      variant == null
        ? `${count} images that are not ImageNetV2's`
        : `${count} images of ${variant}`,
    warning: isWhole
      ? undefined
      : variant == null
        ? "FOREIGN: these images are not ImageNetV2's, and nothing here compares with published numbers."
        : `PARTIAL: ${count} of the ${whole.toLocaleString("en")} images of ${variant}. This is not the accuracy on ${variant}.`,
    level: certainty.level,
    scores,
    place: isWhole
      ? placeInField({ top1: scores.top1.accuracy, variant, encoding, val })
      : undefined,
    comparisons: compareAll([{ name, predictions }, ...others], { level: certainty.level }),
    notes,
  };
}
