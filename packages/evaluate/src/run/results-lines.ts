import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import type { Answering } from "../classes/answers.ts";
import { textOf, utf8 } from "../files/bytes.ts";
import type { LabelledImage } from "../predictions/images.ts";
import { invalid } from "../predictions/invalid.ts";
import { labelledOtherwise } from "../predictions/join.ts";
import { parseObject, rowOf } from "../predictions/json-lines.ts";
import { parseHeader, type RunHeader } from "./header.ts";
import { fewestOf } from "./reading.ts";
import type { Result } from "./skipped.ts";

/** What every results file begins with, after the byte order mark that some editors add. */
const beginning = '{"imagenet_v2_results":';
const byteOrderMark = "\uFEFF";

/** Text without a byte order mark. */
export function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** How many of a file's first bytes {@link isResults} looks at. */
export const resultsBytes = utf8(byteOrderMark + beginning).length;

/** What is read of a results file at most: those of 200,000 images fit. */
export const resultsLimit = 2 ** 26;

/**
 * Whether a file that begins so is a results file, which a run may replace.
 *
 * @param unfinished whether the beginning of a first line, as a killed run leaves it, counts too
 */
export function isResults(bytes: Uint8Array, { unfinished = false } = {}): boolean {
  const text = withoutMark(textOf(bytes.subarray(0, resultsBytes)));
  return text.startsWith(beginning) || (unfinished && beginning.startsWith(text));
}

/** The error, in a page, for a file that holds something else. */
export function notResults(path: string): ImageNetV2Error<"INVALID_OPTION"> {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `${path}: not a results file; left untouched.`,
    { option: "results" },
    { hint: "Name another file, or remove this one." },
  );
}

/**
 * The run that the first line of a results file tells of.
 *
 * @throws INVALID_PREDICTIONS for a line that is no header, a broken one, or one of a later version
 */
export function parseHeaderLine(line: string, path: string): RunHeader {
  const header = parseHeader(objectOrNothing(withoutMark(line), path), path);
  if (header !== undefined) return header;
  throw invalid(path, 1, "This is no results file: its first line does not tell of a run.", {
    hint: "Results are what evaluate writes with `results`. Predictions need no merge: join the files.",
  });
}

function objectOrNothing(line: string, path: string): Record<string, unknown> {
  try {
    return parseObject(line, path, 1);
  } catch {
    return {};
  }
}

/**
 * One image's result, checked like a line of anybody's predictions.
 *
 * @param outputs what its run's outputs are, as the header tells
 * @param imageOf the image that it must be of, where that is known
 * @throws INVALID_PREDICTIONS
 */
export function parseResultLine(
  text: string,
  path: string,
  line: number,
  answering: Answering,
  outputs: string,
  imageOf: (fileName: string) => LabelledImage | undefined,
): Result {
  const row = rowOf(parseObject(text, path, line), path, line, answering, fewestOf(outputs));
  const { name: file_name, label, skipped, top, probabilities, likelihood } = row;
  if (label === undefined) throw invalid(path, line, "There is no label.");
  const image = imageOf(file_name);
  if (image !== undefined && file_name !== image.file_name) {
    throw invalid(path, line, `It is of ${shown(file_name)}, where ${image.file_name} belongs.`);
  }
  if (image !== undefined && label !== image.label) throw labelledOtherwise(row, image, path);
  if (skipped !== undefined) return { file_name, label, skipped };
  return { file_name, label, top, probabilities, likelihood };
}
