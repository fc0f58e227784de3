import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import type { Answering } from "../classes/answers.ts";
import type { ClassScores } from "./model.ts";
import { type Numbers, numbersOf } from "./numbers.ts";
import type { RankedRow, Row, ScoredRow } from "./reading.ts";

/** A class by its label, by its WordNet id, or by a name that no other class has. */
type ClassQuery = number | string;

/**
 * What is said about one image. All images of a run are answered in one of these ways:
 *
 * - with a score for each class, as a model gives: an array of numbers, a tensor, or `{ scores }`
 * - with a ranked list of classes, best first: `{ top: [207, "n02102040", "tabby"] }`, or a list of
 *   WordNet ids and names. With fewer than five there is no top-5 accuracy.
 * - with a single class: `207`, `"n02099601"`, `"golden retriever"`
 *
 * Only scores tell how sure a model is. In a number a label of the dataset is meant, which for
 * ImageNet's classes is 0 to 999.
 */
export type Answer =
  | ClassQuery
  | readonly string[]
  | { readonly top: readonly ClassQuery[] }
  | ClassScores
  | { readonly data: ArrayLike<unknown>; readonly type?: string | undefined }
  | { readonly scores: ClassScores };

/** As many are kept of a ranked list as of scores. */
const kept = 5;

/**
 * An answer, checked.
 *
 * @throws MODEL_OUTPUT naming the image: neither scores nor classes, another number of scores than the
 * dataset has classes, a class that is not known or named twice, none that counts
 */
export async function answerOf(
  answer: unknown,
  fileName: string,
  answering: Answering,
): Promise<Row> {
  const list = namedIn(answer);
  if (list !== undefined) return ranked(list, fileName, answering);
  const row = asRow(await numbersIn(answer), fileName);
  requireCount(row, fileName, answering);
  if (!isObjectWith(answer, "scores") && isPermutation(row.scores)) {
    throw wrong(
      fileName,
      `the numbers are the class indices 0 to ${row.scores.length - 1}, each once: scores, or a ranked list`,
      "Say which: { scores: […] } or { top: […] }.",
    );
  }
  return row;
}

/** The classes that an answer names; `undefined` where it has scores. */
function namedIn(answer: unknown): readonly unknown[] | undefined {
  if (typeof answer === "number" || typeof answer === "string") return [answer];
  if (isObjectWith(answer, "top")) {
    const { top } = answer;
    // A typed array of labels, as argsort gives.
    return Array.isArray(top) || ArrayBuffer.isView(top) ? Array.from(top as number[]) : [top];
  }
  if (!Array.isArray(answer) || answer.length === 0) return undefined;
  return answer.some((each) => typeof each === "string") ? answer : undefined;
}

function numbersIn(answer: unknown): Promise<Numbers | string> {
  const given = isObjectWith(answer, "scores") ? answer.scores : answer;
  if (!isObjectWith(given, "data")) return numbersOf(given);
  const { data, type } = given as { readonly data: unknown; readonly type?: unknown };
  return numbersOf(data, typeof type === "string" ? type : undefined);
}

function isObjectWith<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  // A tensor's class may have it, and not the tensor itself.
  return typeof value === "object" && value !== null && key in value;
}

function asRow(numbers: Numbers | string, fileName: string): ScoredRow {
  if (typeof numbers !== "string") {
    return { scores: numbers.data, areIntegers: numbers.areIntegers };
  }
  throw wrong(
    fileName,
    `the model gave ${numbers}`,
    numbers === "undefined"
      ? "The function returned nothing, or what it took from a session is not the name of the output."
      : "Give a score for each class, a ranked list of classes as { top }, or a single class.",
  );
}

function requireCount({ scores }: ScoredRow, fileName: string, answering: Answering): void {
  const { length } = scores;
  if (answering.of(length) !== undefined) return;
  const mayBeRanked = length <= kept && Array.from(scores).every(Number.isInteger);
  throw wrong(
    fileName,
    `the model gave ${length} scores for an image: ${answering.needed}`,
    mayBeRanked ? "A ranked list is given as { top: […] }." : answering.hintFor(length),
  );
}

/** Whether these are the numbers from 0 on, each once. */
function isPermutation(scores: ClassScores): boolean {
  const seen = new Set<number>();
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (!Number.isInteger(score) || score < 0 || score >= scores.length || seen.has(score)) {
      return false;
    }
    seen.add(score);
  }
  return true;
}

/** The classes of a list that count, best first. */
function ranked(list: readonly unknown[], fileName: string, answering: Answering): RankedRow {
  const labels = list.map((each) => labelOf(each, fileName, answering));
  const twice = labels.find((label, i) => label !== undefined && labels.indexOf(label) !== i);
  if (twice !== undefined) {
    const { name } = answering.classes[twice] ?? {};
    throw wrong(
      fileName,
      `the model named class ${twice} (${name}) twice`,
      "A ranked list has each class once, the likeliest first.",
    );
  }
  const top = labels.filter((label) => label !== undefined && answering.counts(label));
  if (top.length > 0) return { top: top.slice(0, kept) as number[] };
  throw list.length === 0
    ? wrong(fileName, "the model named no class", "Name one class or more for each image.")
    : wrong(
        fileName,
        `none of the ${list.length} classes that the model named is scored here`,
        "Answer with scores, or with lists that are long enough to include one that is.",
      );
}

/** @returns `undefined` for a class of ImageNet that is none of the dataset's */
function labelOf(query: unknown, fileName: string, answering: Answering): number | undefined {
  if (typeof query !== "number" && typeof query !== "string") {
    throw wrong(fileName, `${shown(query)} is not a class`, answering.hint);
  }
  try {
    return answering.named(query);
  } catch (cause) {
    if (!isImageNetV2Error(cause, "UNKNOWN_CLASS")) throw cause;
    const hint =
      query === answering.classes.length
        ? "A model with a background class counts from 1: subtract 1."
        : cause.hint;
    throw wrong(fileName, `the model named ${shown(query)}: ${cause.message}`, hint, cause);
  }
}

function wrong(
  fileName: string,
  what: string,
  hint: string | undefined,
  cause?: unknown,
): ImageNetV2Error {
  const message = `${fileName}: ${what}${what.endsWith(".") ? "" : "."}`;
  return new ImageNetV2Error("MODEL_OUTPUT", message, { fileName }, { hint, cause });
}
