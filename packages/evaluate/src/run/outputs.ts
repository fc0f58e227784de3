import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Prediction } from "../prediction.ts";
import type { Image } from "../predictions/images.ts";
import { topK } from "../scores/top-k.ts";
import type { ClassScores, Outputs } from "./model.ts";

/**
 * The scores of each image of a batch.
 *
 * @throws MODEL_OUTPUT unless there are 1000 or 1001 for each
 */
export function rowsOf(outputs: Outputs, fileNames: readonly string[]): ClassScores[] {
  const rows = isRows(outputs) ? [...outputs] : cut(flat(outputs), fileNames.length);
  const wrong = rows.find(({ length }) => length !== 1000 && length !== 1001);
  if (rows.length === fileNames.length && wrong === undefined) return rows;
  const fileName = fileNames[0] ?? "";
  throw new ImageNetV2Error(
    "MODEL_OUTPUT",
    rows.length === fileNames.length
      ? `The model gave ${wrong?.length} scores for an image: 1000 are needed, or 1001 with a background class first.`
      : `The model gave ${rows.length} rows of scores for ${fileNames.length} images.`,
    { fileName },
    {
      hint: "It must be a classifier of ImageNet-2012's classes, in the order of their WordNet ids.",
    },
  );
}

/**
 * What a row of scores says. The background class is left out before ranking, and stays in the sum
 * that makes probabilities of logits, as the model was trained.
 *
 * ClassScores that are not negative and add up to 1 are taken for probabilities, all others for logits.
 * Probabilities keep seven digits, which is what a float32 carries: so a result that was written and
 * read again is the same.
 *
 * @throws MODEL_OUTPUT naming the image, for NaN and infinity
 */
export function predictionOf(row: ClassScores, { file_name, label }: Image): Prediction {
  const background = row.length - 1000;
  const classes = part(row, background, row.length);
  const top = topK(classes, 5, file_name);
  const probability = probabilityOf(row);
  const of = (index: number) => Number(probability(index + background).toPrecision(7));
  return { file_name, label, top, probabilities: top.map(of), likelihood: of(label) };
}

/** Whether these are probabilities already. */
export function areProbabilities(row: ClassScores): boolean {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const score = row[i] as number;
    if (score < 0) return false;
    sum += score;
  }
  // float16 and quantised outputs are off by as much.
  return Math.abs(sum - 1) < 0.01;
}

function probabilityOf(row: ClassScores): (index: number) => number {
  if (areProbabilities(row)) return (index) => Math.min(1, row[index] as number);
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) highest = Math.max(highest, row[i] as number);
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += Math.exp((row[i] as number) - highest);
  return (index) => Math.exp((row[index] as number) - highest) / sum;
}

function isRows(outputs: Outputs): outputs is readonly ClassScores[] {
  return Array.isArray(outputs) && typeof outputs[0] !== "number";
}

function flat(outputs: Exclude<Outputs, readonly ClassScores[]>): ClassScores {
  return "data" in outputs ? outputs.data : outputs;
}

/** The rows of a flat array. */
function cut(data: ClassScores, n: number): ClassScores[] {
  const count = data.length / n;
  // A length that is no multiple makes one row too many, which is refused.
  const whole = Math.max(1, Math.floor(count));
  return Array.from({ length: Math.ceil(data.length / whole) }, (_, i) =>
    part(data, i * whole, (i + 1) * whole),
  );
}

function part(data: ClassScores, from: number, to: number): ClassScores {
  return data instanceof Float32Array
    ? data.subarray(from, to)
    : Array.prototype.slice.call(data, from, to);
}
