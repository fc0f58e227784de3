import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Answering, Answers } from "../classes/answers.ts";
import type { Prediction } from "../prediction.ts";
import type { LabelledImage } from "../predictions/images.ts";
import { topK } from "../scores/top-k.ts";
import { answerOf } from "./answer.ts";
import type { ClassScores } from "./model.ts";
import { type Numbers, numbersOf } from "./numbers.ts";
import type { OutputKind, Row, ScoredRow } from "./reading.ts";

/**
 * What is said of each image of a batch, checked: whatever a function gave.
 *
 * @throws MODEL_OUTPUT unless there are as many numbers for each as a model may answer with, or an
 * answer that {@link answerOf} takes
 */
export async function rowsOf(
  outputs: unknown,
  fileNames: readonly string[],
  answering: Answering,
): Promise<Row[]> {
  const fileName = fileNames[0] ?? "";
  const count = fileNames.length;
  const refused = (what: string, hint = answering.hint) =>
    new ImageNetV2Error("MODEL_OUTPUT", what, { fileName }, { hint });
  const requireEach = ({ length }: readonly unknown[]) => {
    if (length === count) return;
    throw refused(`The model gave ${length} rows of scores for ${count} images.`);
  };
  if (isList(outputs, count)) {
    requireEach(outputs);
    return Promise.all(outputs.map((each, i) => answerOf(each, fileNames[i] as string, answering)));
  }
  const rows = cut(
    checked(await flat(outputs), fileName, outputs === undefined ? nothing : undefined),
    count,
  );
  requireEach(rows);
  const wrong = rows.find(({ scores: { length } }) => answering.of(length) === undefined);
  if (wrong === undefined) return rows;
  const given = wrong.scores.length;
  throw refused(
    `The model gave ${given} scores for an image: ${answering.needed}.`,
    answering.hintFor(given),
  );
}

/**
 * What a row says. Of scores the background class is left out before ranking, and stays in the sum
 * that makes probabilities of logits, as the model was trained. Where only some of its classes count,
 * the others are left out of both, and the probabilities of those that count add up to 1.
 *
 * Probabilities keep seven digits, which is what a float32 carries: so a result that was written and
 * read again is the same.
 *
 * @param kind what the scores of the run are
 * @throws MODEL_OUTPUT naming the image, for NaN and infinity
 */
export function predictionOf(
  row: Row,
  kind: OutputKind,
  { file_name, label }: LabelledImage,
  answering: Answering,
): Prediction {
  if ("top" in row) return { file_name, label, top: row.top };
  const { scores } = row;
  const { places, isWhole, labelAt, placeOf } = answering.of(scores.length) as Answers;
  const best = topK(scores, 5, file_name, places);
  const top = best.map(labelAt);
  const counted = isWhole ? undefined : places.map((place) => scores[place] as number);
  const probability = probabilityOf(kind, scores, counted);
  if (probability === undefined) return { file_name, label, top };
  const of = (place: number) => Number(probability(scores[place] as number).toPrecision(7));
  return { file_name, label, top, probabilities: best.map(of), likelihood: of(placeOf(label)) };
}

type OfScore = (score: number) => number;

/** What makes a probability of a score; nothing where the kind does not tell. */
function probabilityOf(
  kind: OutputKind,
  scores: ClassScores,
  counted: readonly number[] | undefined,
): OfScore | undefined {
  if (kind === "logits") return softmaxOf(counted ?? scores);
  if (kind === "fractions" || kind === "integers") return undefined;
  return shareOf(kind === "percentages" ? 100 : 1, counted);
}

/** Probabilities are taken as they are, or as shares of those that count. */
function shareOf(whole: number, counted: readonly number[] | undefined): OfScore {
  if (counted === undefined) return (score) => Math.min(1, score / whole);
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

/** Whether it is a list of answers: numbers alone are the scores of all images, one after the other. */
function isList(outputs: unknown, count: number): outputs is readonly unknown[] {
  if (!Array.isArray(outputs)) return false;
  if (outputs.length === count && outputs.some((each) => typeof each === "string")) return true;
  return outputs.length === 0 || outputs.some((each) => typeof each === "object" && each !== null);
}

/** An array of all numbers, or a tensor with one. */
function flat(outputs: unknown): Promise<Numbers | string> {
  if (typeof outputs !== "object" || outputs === null || !("data" in outputs)) {
    return numbersOf(outputs);
  }
  const { data, type } = outputs as { readonly data: unknown; readonly type?: unknown };
  return numbersOf(data, typeof type === "string" ? type : undefined);
}

/** @param hint the way out for what was given */
function checked(numbers: Numbers | string, fileName: string, hint: string = giveNumbers): Numbers {
  if (typeof numbers !== "string") return numbers;
  throw new ImageNetV2Error(
    "MODEL_OUTPUT",
    `The model gave ${numbers}, in the batch that begins with ${fileName}.`,
    { fileName },
    { hint },
  );
}

const giveNumbers =
  "Give numbers, one for each class and image: as one array, as { data }, or as a list of rows.";
const nothing =
  "The function returned nothing, or what it took from a session is not the name of the output.";

/** The rows of a flat array. */
function cut({ data, areIntegers }: Numbers, n: number): ScoredRow[] {
  const count = data.length / n;
  // A length that is no multiple makes one row too many, which is refused.
  const whole = Math.max(1, Math.floor(count));
  return Array.from({ length: Math.ceil(data.length / whole) }, (_, i) => ({
    scores: part(data, i * whole, (i + 1) * whole),
    areIntegers,
  }));
}

function part(data: ClassScores, from: number, to: number): ClassScores {
  return ArrayBuffer.isView(data)
    ? (data as Float32Array).subarray(from, to)
    : Array.prototype.slice.call(data, from, to);
}
