import type { Dataset, Example } from "@imagenet-v2/loader";
import type { Prediction } from "../prediction.ts";

/** An image that cannot be decoded and was left out. One line of a results file is this as JSON. */
export interface SkippedImage {
  readonly file_name: string;
  /** The true class: a position in the classes of the dataset. */
  readonly label: number;
  /** Why, as a sentence. */
  readonly skipped: string;
}

/** What became of an image. */
export type Result = Prediction | SkippedImage;

export function isSkipped(result: Result): result is SkippedImage {
  return "skipped" in result;
}

/** The predictions among results, and the images that were left out. */
export function separate(results: readonly Result[]): {
  predictions: readonly Prediction[];
  skipped: readonly SkippedImage[];
} {
  return {
    predictions: results.filter((result): result is Prediction => !isSkipped(result)),
    skipped: results.filter(isSkipped),
  };
}

/**
 * Puts the images that a dataset skips at their places among the predictions for the others.
 *
 * @returns a function from the next predictions to them with those skipped before them; none
 * asks for those skipped behind the last
 */
export function placingSkipped(images: Dataset<Example>) {
  const records = images.records();
  return (predictions: readonly Prediction[]): Result[] => {
    const results: Result[] = [];
    let next = 0;
    for (let record = records.next(); !record.done; record = records.next()) {
      const { index, file_name, label } = record.value;
      const prediction = predictions[next];
      if (prediction?.file_name === file_name) {
        results.push(prediction);
        next++;
        if (next === predictions.length) break;
      } else {
        const why = images.skipped.find((each) => each.index === index)?.error.message;
        results.push({ file_name, label, skipped: why ?? "It cannot be decoded." });
      }
    }
    return results;
  };
}
