import { ImageNetV2Error } from "@imagenet-v2/core";
import { digest } from "@imagenet-v2/core/internal";
import { readGiven } from "#platform";
import { type GivenFile, nameOf } from "../files/given-file.ts";
import { type Matrix, mostHeaderBytes, parseNpy } from "../predictions/npy-matrix.ts";
import { type ClassEmbeddings, lengthOf, transposed } from "./zero-shot.ts";

/** As float64, 21,842 classes with 1024 numbers each. */
const mostBytes = 2 ** 28;

/**
 * An embedding of each class, a row each, from a file that NumPy saved: `[classes, width]` of float16,
 * float32 or float64, of any length.
 *
 * @throws INVALID_MODEL naming its shape, for anything else, for a row that has no direction, and for a
 * square that is transposed; NOT_FOUND, NOT_A_FILE, FILE_TOO_LARGE, IO
 */
export async function readClassEmbeddings(
  given: GivenFile,
  signal: AbortSignal | undefined,
): Promise<ClassEmbeddings> {
  const hint = "It has a row of numbers for each class.";
  const path = nameOf(given);
  const bytes = await readGiven(given, { limit: mostHeaderBytes + mostBytes, hint, signal });
  const wrong = (what: string, hint = howMade) =>
    new ImageNetV2Error("INVALID_MODEL", `${path}: ${what}`, { path }, { hint });
  const matrix = parseNpy(bytes, (what) => wrong(what));
  const { rows: classes, columns: width, isFloat } = matrix;
  const shape = [classes, width] as const;
  if (!isFloat) throw wrong(`It holds integers, [${shape.join(", ")}]. Embeddings are floats.`);
  const rows = new Float32Array(classes * width);
  const lengths: number[] = [];
  for (let i = 0; i < classes; i++) {
    const row = matrix.row(i);
    const odd = row.find((number) => !Number.isFinite(number));
    if (odd !== undefined) throw wrong(`row ${i}, counted from 0, has ${odd}.`);
    const length = lengthOf(row);
    if (length === 0) throw wrong(`row ${i}, counted from 0, is all zeros.`);
    lengths.push(length);
    rows.set(
      row.map((number) => number / length),
      i * width,
    );
  }
  if (isTurned(matrix, lengths)) {
    throw wrong(`[${shape.join(", ")}]: its columns have length 1, not its rows.`, transposed);
  }
  return { file: path, shape, rows, sha256: digest(bytes) };
}

/** Rounding of float16. */
const slack = 0.01;

/** Whether a square is transposed, which its shape cannot tell: it is known by embeddings of length 1. */
function isTurned({ rows, columns, row }: Matrix, lengths: readonly number[]): boolean {
  const isOne = (length: number) => Math.abs(length - 1) < slack;
  if (rows !== columns || lengths.every(isOne)) return false;
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (const [column, number] of row(i).entries())
      squares[column] = (squares[column] as number) + number ** 2;
  }
  return squares.every((square) => isOne(Math.sqrt(square)));
}

const howMade =
  'Save them as np.save("classes.npy", classifier.T.numpy()), where classifier is what open_clip\'s build_zero_shot_classifier gives.';
