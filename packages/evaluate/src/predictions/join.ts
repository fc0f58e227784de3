import type { VariantName } from "@imagenet-v2/core";
import type { Prediction } from "../prediction.ts";
import type { Images } from "./images.ts";
import { invalid } from "./invalid.ts";
import type { Row } from "./row.ts";

/**
 * Finds the image of each row, and a row for each image.
 *
 * @throws INVALID_PREDICTIONS
 */
export function join(
  rows: readonly Row[],
  images: Images,
  { path, partial }: { readonly path: string; readonly partial: boolean },
): { predictions: Prediction[]; variant: VariantName | undefined; partial: boolean } {
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
    if (row.label !== undefined && row.label !== label) {
      throw invalid(path, row.line, `${file_name} is labelled ${row.label}, and is ${label}.`, {
        hint: 'Folders sorted as text ("0", "1", "10", …) give such labels.',
      });
    }
    found.set(file_name, row);
  }
  const missing = images.list.filter(({ file_name }) => !found.has(file_name));
  if (missing.length > 0 && !partial) {
    throw invalid(
      path,
      undefined,
      `${missing.length} of ${images.list.length} images have no prediction: ${some(missing.map((image) => image.file_name))}.`,
      { hint: "With `partial` (--partial) the others are scored alone, and every report says so." },
    );
  }
  const predictions = images.list.flatMap(({ file_name, label }): Prediction[] => {
    const row = found.get(file_name);
    if (row === undefined) return [];
    const { top, probabilities, likelihood } = row;
    return [{ file_name, label, top, probabilities, likelihood }];
  });
  return { predictions, variant: images.variant, partial: missing.length > 0 };
}

/** The first few of a list, and how many more there are. */
function some(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3).join(", "), names.length - 3];
  return more > 0 ? `${shown} and ${more} more` : shown;
}
