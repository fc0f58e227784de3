import { ImageNetV2Error } from "@imagenet-v2/core";
import type { ClassSet } from "../classes/class-set.ts";
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
 * that makes probabilities of logits, as the model was trained. Where only some classes count, the
 * others are left out of both, and the probabilities of those that count add up to 1.
 *
 * Scores that are not negative and add up to 1 are taken for probabilities, all others for logits.
 * Probabilities keep seven digits, which is what a float32 carries: so a result that was written and
 * read again is the same.
 *
 * @throws MODEL_OUTPUT naming the image, for NaN and infinity
 */
export function predictionOf(
  row: ClassScores,
  { file_name, label }: Image,
  classes?: ClassSet | undefined,
): Prediction {
  const background = row.length - 1000;
  const top = topK(part(row, background, row.length), 5, file_name, classes);
  const probability = areProbabilities(row)
    ? shareOf(classes?.map((each) => row[each + background] as number))
    : softmaxOf(classes?.map((each) => row[each + background] as number) ?? row);
  const of = (index: number) =>
    Number(probability(row[index + background] as number).toPrecision(7));
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

type OfScore = (score: number) => number;

/** Probabilities are taken as they are, or as shares of those that count. */
function shareOf(counted: readonly number[] | undefined): OfScore {
  if (counted === undefined) return (score) => Math.min(1, score);
  const sum = counted.reduce((a, b) => a + b);
  // Where the model gave all to classes that do not count, it prefers none of those that do.
  return sum === 0 ? () => 1 / counted.length : (score) => score / sum;
}

function softmaxOf(logits: ClassScores): OfScore {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) highest = Math.max(highest, logits[i] as number);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - highest);
  return (score) => Math.exp(score - highest) / sum;
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
