import { shown } from "@imagenet-v2/core/internal";
import type { Answering } from "../classes/answers.ts";
import { type GivenFile, nameOf } from "../files/given-file.ts";
import { invalid } from "./invalid.ts";
import { linesOf } from "./pieces.ts";
import { checkTop, isClass, type Row, topOfScores } from "./row.ts";

/** The objects of a file that has one on each line, with the number of the line. */
export async function* jsonLines(
  file: GivenFile,
  signal?: AbortSignal | undefined,
): AsyncGenerator<[value: Record<string, unknown>, line: number]> {
  let line = 0;
  for await (const text of linesOf(file, signal)) {
    line++;
    const json = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (json.trim() !== "") yield [parseObject(json, nameOf(file), line), line];
  }
}

/**
 * One line of predictions: `file_name`, and either `top` (five or more classes, best first) or `scores`
 * (as many as a model may answer with). `label`, `probabilities` and `likelihood` may be there. Of an image that was
 * skipped it says why in `skipped`, and nothing else.
 *
 * @param fewest how many classes `top` must have. @default 5
 * @throws INVALID_PREDICTIONS with the line
 */
export function rowOf(
  value: Record<string, unknown>,
  path: string,
  line: number,
  answering: Answering,
  fewest?: number | undefined,
): Row {
  const { file_name: name, top, scores, label, probabilities, likelihood, skipped } = value;
  if (typeof name !== "string") throw invalid(path, line, "There is no file_name.");
  if (label !== undefined && !isClass(label, answering)) {
    throw invalid(
      path,
      line,
      `The label is ${shown(label)}, which is not a class from 0 to ${answering.classes.length - 1}.`,
    );
  }
  if (typeof skipped === "string") return { name, line, top: [], skipped, label };
  if (!Array.isArray(top) && !Array.isArray(scores)) {
    throw invalid(path, line, "There is neither top nor scores.", {
      hint: 'A line is {"file_name": "35/….jpeg", "top": [35, 37, 36, 973, 34]}.',
    });
  }
  const best = Array.isArray(top)
    ? checkTop(top, path, line, answering, fewest)
    : topOfScores(scores as number[], name, path, line, answering);
  const share = (value: unknown, what: string) => {
    if (typeof value === "number" && value >= 0 && value <= 1) return value;
    throw invalid(path, line, `${shown(value)} is no ${what}: it must be from 0 to 1.`);
  };
  if (probabilities !== undefined) {
    if (!Array.isArray(probabilities) || probabilities.length !== best.length) {
      throw invalid(path, line, `There must be ${best.length} probabilities, one for each class.`);
    }
  }
  return {
    name,
    line,
    top: best,
    label,
    probabilities: probabilities?.map((each) => share(each, "probability")),
    likelihood: likelihood === undefined ? undefined : share(likelihood, "likelihood"),
  };
}

/**
 * The object on a line.
 *
 * @throws INVALID_PREDICTIONS with the line
 */
export function parseObject(json: string, path: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid(path, line, `This is no JSON: ${JSON.stringify(json.slice(0, 40))}.`, {
      hint: "A file has one JSON object a line; CSV and npy are known by the endings .csv and .npy.",
      cause,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalid(path, line, "This is no JSON object.");
}
