import type { VariantName } from "@imagenet-v2/core";
import type { RunDataset } from "../classes/run-dataset.ts";
import type { Prediction } from "../prediction.ts";
import type { RunHeader } from "../run/header.ts";
import type { SkippedImage } from "../run/skipped.ts";

/** What a file of predictions holds. */
export interface PredictionsFile {
  /** In the order of the images, whatever the order in the file. */
  readonly predictions: readonly Prediction[];
  /** Images that the run left out because they cannot be decoded. */
  readonly skipped: readonly SkippedImage[];
  /** `undefined` where the images are no variant's. */
  readonly variant: VariantName | undefined;
  /** Whether images are missing or were skipped. */
  readonly partial: boolean;
  /** What labels stand for; `undefined` for ImageNet's classes. */
  readonly dataset: RunDataset | undefined;
  /** The classes that count, by label; `undefined` for all. */
  readonly classes: readonly number[] | undefined;
  /** What is known of the run, of a results file that `evaluate` wrote. */
  readonly run: RunHeader | undefined;
}
