import { readGiven } from "#platform";
import { type GivenFile, nameOf } from "../files/given-file.ts";
import { invalid } from "./invalid.ts";
import { mostHeaderBytes, parseNpy } from "./npy-matrix.ts";
import { checkTop, type ReadRowsOptions, type Row, topOfScores } from "./row.ts";

/**
 * Reads a matrix as NumPy saves it, a row for each name: five or more classes, best first (integers,
 * as in the authors' prediction files), or as many scores (floats) as a model may answer with.
 *
 * @param names which image each row is about
 * @throws INVALID_PREDICTIONS with the row, counted from 1
 */
export async function readNpy(
  file: GivenFile,
  names: readonly string[],
  { answering, signal }: ReadRowsOptions,
): Promise<Row[]> {
  const path = nameOf(file);
  // A model of ImageNet may answer, with a background class.
  const mostNumbers = Math.max(1001, answering.classes.length);
  const bytes = await readGiven(file, {
    limit: mostHeaderBytes + names.length * mostNumbers * 8,
    hint: `There are ${names.length} images, and a row has at most ${mostNumbers} numbers.`,
    signal,
  });
  const matrix = parseNpy(bytes, (what) => invalid(path, undefined, what));
  if (matrix.rows !== names.length) {
    throw invalid(
      path,
      undefined,
      `It has ${matrix.rows} rows, and there are ${names.length} images.`,
      { hint: "The rows are the variant's images in the order of the authors' list." },
    );
  }
  return names.map((name, i) => {
    const row = matrix.row(i);
    const top = matrix.isFloat
      ? topOfScores(row, name, path, i + 1, answering)
      : checkTop(row, path, i + 1, answering);
    return { name, line: i + 1, top };
  });
}
