import { shown } from "@imagenet-v2/core/internal";
import { requireReplaceableFile } from "@imagenet-v2/storage/internal/node";
import { readSmallFile } from "@imagenet-v2/storage/node";
import type { Answering } from "../classes/answers.ts";
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

/**
 * Makes sure that results written to `path` replace nothing but results.
 *
 * @param unfinished whether the beginning of a first line, as a killed run leaves it, counts too
 * @throws INVALID_OPTION, IO
 */
export function requireOwnResults(path: string, { unfinished = false } = {}): Promise<void> {
  return requireReplaceableFile(path, {
    option: "results",
    kind: "a results file",
    bytes: beginning.length + Buffer.byteLength(byteOrderMark),
    isOurs: (bytes) => {
      const text = withoutMark(bytes.toString());
      return text.startsWith(beginning) || (unfinished && beginning.startsWith(text));
    },
  });
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

/** Reads a results file, as bytes; those of 200,000 images fit. */
export function readResults(path: string, signal?: AbortSignal | undefined): Promise<Buffer> {
  return readSmallFile(path, { limit: 2 ** 26, signal });
}
