import type { ClassSet } from "../classes/class-set.ts";
import type { Prediction } from "../prediction.ts";
import type { SkippedImage } from "../run/skipped.ts";
import type { Images, LabelledImage } from "./images.ts";
import { invalid } from "./invalid.ts";
import type { PredictionsFile } from "./predictions-file.ts";
import { restrict } from "./restrict.ts";
import type { Row } from "./row.ts";

interface JoinOptions {
  /** Of the file, for messages. */
  readonly path: string;
  /** Whether images may be missing. */
  readonly partial: boolean;
  /** The classes that count. */
  readonly classes: ClassSet | undefined;
  /** How many classes each prediction must have. */
  readonly fewest: number;
}

/**
 * Finds the image of each row, and a row for each image.
 *
 * @throws INVALID_PREDICTIONS
 */
export function join(
  rows: readonly Row[],
  images: Images,
  { path, partial, classes, fewest }: JoinOptions,
): Omit<PredictionsFile, "run" | "dataset"> {
  const counts = ({ label }: LabelledImage) => classes === undefined || classes.includes(label);
  const found = new Map<string, Row>();
  for (const row of rows) {
    const image = images.find(row.name);
    if (image === undefined) {
      throw invalid(path, row.line, `${JSON.stringify(row.name)} is not among the images.`, {
        hint: images.variant && `The file is read as predictions for ${images.variant}.`,
      });
    }
    const { file_name, label } = image;
    const before = found.get(file_name);
    if (before !== undefined) {
      throw invalid(path, row.line, `${file_name} is there twice, first in line ${before.line}.`);
    }
    if (row.label !== undefined && row.label !== label) throw labelledOtherwise(row, image, path);
    if (counts(image)) found.set(file_name, row);
  }
  const expected = images.list.filter(counts);
  const missing = expected.filter(({ file_name }) => !found.has(file_name));
  if (missing.length > 0 && !partial) {
    throw invalid(
      path,
      undefined,
      `${missing.length} of ${expected.length} images have no prediction: ${some(missing.map((image) => image.file_name))}.`,
      { hint: "With `partial: true` the others are scored alone, and every report says so." },
    );
  }
  const skipped = expected.flatMap(({ file_name, label }): SkippedImage[] => {
    const why = found.get(file_name)?.skipped;
    return why === undefined ? [] : [{ file_name, label, skipped: why }];
  });
  const left = new Set([...missing, ...skipped].map(({ file_name }) => file_name));
  const shown = expected.filter(({ file_name }) => !left.has(file_name));
  const inOrder = shown.map(({ file_name }) => found.get(file_name) as Row);
  const counted = classes === undefined ? inOrder : restrict(inOrder, classes, path, fewest);
  const predictions = counted.map(({ top, probabilities, likelihood }, i): Prediction => {
    const { file_name, label } = shown[i] as LabelledImage;
    return { file_name, label, top, probabilities, likelihood };
  });
  return { predictions, skipped, variant: images.variant, partial: left.size > 0, classes };
}

/** The error for a label that is not the image's. */
export function labelledOtherwise(row: Row, { file_name, label }: LabelledImage, path: string) {
  return invalid(path, row.line, `${file_name} is labelled ${row.label}, and is ${label}.`, {
    hint: 'Folders sorted as text ("0", "1", "10", …) give such labels.',
  });
}

/** The first few of a list, and how many more there are. */
function some(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3).join(", "), names.length - 3];
  return more > 0 ? `${shown} and ${more} more` : shown;
}
