import {
  type DatasetClass,
  imageNet2012,
  type Provenance,
  type VariantName,
  variantNames,
} from "@imagenet-v2/core";
import { parseOptions, provenances } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type Comparison, compareAll, type ModelPredictions } from "../certainty/compare.ts";
import { type IntervalOptions, intervalShape } from "../certainty/interval.ts";
import { classesOfModel, overClasses } from "../classes/class-set.ts";
import { classesOf, type RunDataset, runDatasetSchema } from "../classes/run-dataset.ts";
import type { Encoding } from "../field/published.ts";
import { type Place, rankAmongPublished } from "../field/rank.ts";
import {
  givenAccuracy,
  isWhole,
  readAccuracy,
  type ValidationAccuracy,
} from "../field/validation-accuracy.ts";
import type { Prediction } from "../prediction.ts";
import { Reading } from "../run/reading.ts";
import type { SkippedImage } from "../run/skipped.ts";
import { type Scores, score } from "../scores/score.ts";
import { type HowMade, howMade, type RunFacts } from "./how-made.ts";
import { measuredValidation, perClass2012, type ValidationResults } from "./measured-validation.ts";

/** A model's predictions, with what is known of them. */
export interface Subject {
  /** The model's name. */
  readonly name: string;
  readonly predictions: readonly Prediction[];
  /** `undefined` for custom images. */
  readonly variant?: VariantName | null | undefined;
  /** Of the data that was shown; leave it out where only predictions are at hand. */
  readonly provenance?: Provenance | undefined;
  /** What labels stand for, as {@link readPredictions} gives it. Default: what `run` tells. */
  readonly dataset?: RunDataset | undefined;
  /** The classes that the model could answer with, by label. Default: all of the dataset. */
  readonly classes?: readonly number[] | undefined;
  /** Images that were left out; every report counts and names them. */
  readonly skipped?: readonly SkippedImage[] | undefined;
  /**
   * Top-1 accuracy on the original validation set: at most 1 it is a share, above 1 a percentage. Or the
   * same pipeline's results on it, from which the accuracy is counted.
   */
  readonly val?: number | ValidationResults | undefined;
  /** Of `evaluate` or of a results file: tells how the numbers were made. */
  readonly run?: RunFacts | undefined;
}

export interface ReportOptions extends IntervalOptions {
  /** Other models on the same images. */
  readonly others?: readonly ModelPredictions[] | undefined;
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
  /** What the numbers are of: `10,000 images of matched-frequency`. */
  readonly images: string;
  /** What labels stand for. */
  readonly labels: readonly DatasetClass[];
  /** Where the model could answer with some classes of the dataset alone, which. */
  readonly classes: readonly number[] | undefined;
  /** Images that were left out because they cannot be decoded. */
  readonly skipped: readonly SkippedImage[];
  /** What was done to each image; `undefined` where nobody knows. */
  readonly preprocessing: RunFacts["preprocessing"];
  /** Who said so; see {@link RunHeader}. */
  readonly preprocessingSource: string | undefined;
  /** What somebody needs to make the same numbers again. */
  readonly howMade: readonly HowMade[];
  readonly val: ValidationAccuracy | undefined;
  /** A warning, where these are not all images and classes of a variant; every report prints it first. */
  readonly warning: string | undefined;
  readonly level: number;
  /** How the model's outputs were read: `1000 logits`. */
  readonly outputs: string | undefined;
  readonly scores: Scores;
  /** Where the model stands; `undefined` unless it was shown a whole variant. */
  readonly place: Place | undefined;
  readonly comparisons: readonly Comparison[];
  /** The mistakes that it was surest of, the surest first; at most 12. */
  readonly sureMistakes: readonly SureMistake[];
  readonly notes: readonly string[];
}

/** An image that was taken for another class, and how likely the model found that. */
export interface SureMistake {
  readonly file_name: string;
  readonly label: number;
  readonly predicted: number;
  /** 0 to 1. */
  readonly probability: number;
}

const reportOptions = z.strictObject({
  ...intervalShape,
  others: z.custom<NonNullable<ReportOptions["others"]>>((v) => Array.isArray(v)).default([]),
  encoding: z.enum(["2019", "format-val"]).default("format-val"),
  notes: z.array(z.string()).default([]),
});

function isResults(value: unknown): boolean {
  return typeof value === "object" && value !== null && "predictions" in value && "run" in value;
}

const subjectSchema = z.strictObject({
  name: z.string(),
  predictions: z.custom<readonly Prediction[]>((value) => Array.isArray(value)),
  variant: z.enum(variantNames).nullish(),
  classes: z.array(z.int().min(0)).optional(),
  dataset: runDatasetSchema.optional(),
  provenance: z.enum(provenances).optional(),
  skipped: z.custom<readonly SkippedImage[]>((value) => Array.isArray(value)).default([]),
  val: z
    .union(
      [givenAccuracy, z.custom<ValidationResults>(isResults)],
      "must be from 0 to 100, or results",
    )
    .optional(),
  run: z.custom<RunFacts>((v) => typeof v === "object").optional(),
});

/** Images of each class in a variant. */
const perClass = 10;

/**
 * Works out all that a report shows.
 *
 * @throws INVALID_OPTION; DIFFERENT_IMAGES if another model was shown other images
 */
export function report(subject: Subject, options: ReportOptions = {}): Report {
  const given = parseOptions(subjectSchema, subject, "report");
  const { name, predictions, skipped, provenance, val, classes, run } = given;
  const variant = given.variant ?? undefined;
  const { others, encoding, notes, ...certainty } = parseOptions(reportOptions, options, "report");
  const scores = score(predictions, certainty);
  const { n, top1 } = scores;
  const dataset = given.dataset ?? run?.dataset;
  const labels = classesOf(dataset);
  const outputs = run?.outputs === undefined ? undefined : Reading.parse(run.outputs)?.count;
  const counted = (classes ?? labels).length;
  const over = overClasses(counted, classesOfModel(outputs, labels));
  const name2012 = dataset?.name === imageNet2012.name ? dataset.name : undefined;
  const of = variant ?? name2012;
  const validation =
    typeof val === "object"
      ? measuredValidation(val, { run, classes }, certainty)
      : readIfGiven(val);
  const warnings = [
    warningOf(n, {
      of,
      whole: (variant ? perClass : perClass2012) * counted,
      provenance,
      classes,
      over,
    }),
    skippedInWords(n, skipped),
  ];
  const unplaced = warnings.some((each) => each !== undefined);
  const whole = validation !== undefined && isWhole(validation);
  if (validation !== undefined && !whole) warnings.push(partialInWords(validation));
  const warning = warnings.filter((each) => each !== undefined).join(" ") || undefined;
  return {
    name,
    variant,
    provenance,
    images: `${n.toLocaleString("en")} images ${of === undefined ? "that are not ImageNetV2's" : `of ${of}`}${classes === undefined && dataset?.classes === undefined ? "" : `, ${over}`}`,
    labels,
    classes,
    skipped,
    preprocessing: run?.preprocessing,
    preprocessingSource: run?.preprocessing_source,
    howMade: howMade(name, run, typeof val === "object" ? val.run : undefined),
    val: validation,
    warning,
    level: certainty.level,
    outputs: run?.outputs,
    scores,
    place:
      !unplaced && variant !== undefined
        ? rankAmongPublished({
            ...{ top1: top1.accuracy, variant, encoding },
            val: whole ? validation.share : undefined,
          })
        : undefined,
    comparisons: compareAll([{ name, predictions, classes, dataset }, ...others], {
      level: certainty.level,
    }),
    sureMistakes: sureMistakes(predictions),
    notes,
  };
}

function sureMistakes(predictions: readonly Prediction[], count = 12): SureMistake[] {
  return predictions
    .flatMap(({ file_name, label, top: [predicted], probabilities }): SureMistake[] => {
      const probability = probabilities?.[0];
      const isRight = predicted === undefined || predicted === label;
      return isRight || probability === undefined
        ? []
        : [{ file_name, label, predicted, probability }];
    })
    .sort((a, b) => b.probability - a.probability || (a.file_name < b.file_name ? -1 : 1))
    .slice(0, count);
}

function readIfGiven(val: number | undefined): ValidationAccuracy | undefined {
  return val === undefined ? undefined : readAccuracy(val);
}

/** What the images are, for {@link warningOf}. */
interface Shown extends Pick<Report, "provenance" | "classes"> {
  /** The variant or dataset that they are of; `undefined` for a user's own. */
  readonly of: string | undefined;
  /** How many images of the classes that count it has. */
  readonly whole: number;
  readonly over: string;
}

/** Why an accuracy is not the accuracy on a variant or dataset; `undefined` if it is. */
function warningOf(n: number, { of, whole, provenance, classes, over }: Shown): string | undefined {
  if (provenance === "sample") {
    return "SAMPLE: these images are the sample's, not ImageNetV2's, and its labels are our own. Nothing here compares with published numbers.";
  }
  if (of === undefined || provenance === "custom") {
    return "CUSTOM: these images are not ImageNetV2's, and nothing here compares with published numbers.";
  }
  if (n !== whole) {
    const images = `${whole.toLocaleString("en")} images of ${classes === undefined ? "" : `${classes.length} classes of `}${of}`;
    return `PARTIAL: ${n.toLocaleString("en")} of the ${images}. This is not the accuracy on ${of}.`;
  }
  if (classes === undefined) return undefined;
  return `RESTRICTED: ${over}, the model's outputs for others left out. This does not compare with accuracies over all 1000.`;
}

function partialInWords(validation: ValidationAccuracy): string | undefined {
  if (validation.readAs !== "measured") return undefined;
  const { rate, of } = validation;
  return `PARTIAL: the validation accuracy is of ${rate.n.toLocaleString("en")} of ${of.toLocaleString("en")} images, so there is no gap to it.`;
}

/** How many names a sentence has room for. */
const few = 20;

function skippedInWords(scored: number, skipped: readonly SkippedImage[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const total = (scored + skipped.length).toLocaleString("en");
  const names = skipped.slice(0, few).map(({ file_name }) => file_name);
  const more = skipped.length > few ? ` and ${skipped.length - few} more` : "";
  return `SKIPPED: ${skipped.length.toLocaleString("en")} of ${total} images cannot be decoded: ${names.join(", ")}${more}.`;
}
