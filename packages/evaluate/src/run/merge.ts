import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, isBlob, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { isUnfinished, readGiven, resultsPlace } from "#platform";
import { Answering } from "../classes/answers.ts";
import { classesOf } from "../classes/run-dataset.ts";
import { textOf, utf8 } from "../files/bytes.ts";
import { type GivenFile, nameOf } from "../files/given-file.ts";
import type { Prediction } from "../prediction.ts";
import { invalid } from "../predictions/invalid.ts";
import { type Scores, score } from "../scores/score.ts";
import { resultsOption } from "./evaluate-options.ts";
import { otherRun } from "./find-results.ts";
import { differences, digestOf, formatHeader, type RunHeader } from "./header.ts";
import { parseHeaderLine, parseResultLine, resultsLimit } from "./results-lines.ts";
import type { ResultsHandle, ResultsPlace } from "./results-place.ts";
import { type Result, type SkippedImage, separate } from "./skipped.ts";

export interface MergeOptions {
  /**
   * Where to write the results of the whole run. Replaces results of the same run only, and none of the
   * files that are merged. Default: nowhere.
   */
  readonly results?: string | ResultsHandle | undefined;
  readonly signal?: AbortSignal | undefined;
}

const mergeOptions = z.strictObject({
  results: resultsOption,
  signal: abortSignal.optional(),
});

const mergeFiles = z.custom<readonly GivenFile[]>(
  (value) =>
    Array.isArray(value) && value.every((each) => typeof each === "string" || isBlob(each)),
  "must be a list of paths or Blobs",
);

/** A run that was put together. */
export interface Merged {
  readonly scores: Scores;
  readonly predictions: readonly Prediction[];
  /** Images that the run left out; the scores are of the others. */
  readonly skipped: readonly SkippedImage[];
  /** What became of each image, in their order: a prediction, or why it was skipped. */
  readonly results: readonly (Prediction | SkippedImage)[];
  readonly run: RunHeader;
}

interface Part {
  readonly path: string;
  readonly header: RunHeader;
  /** As they stand in the file, without the header. */
  readonly lines: readonly string[];
  readonly results: readonly Result[];
}

/**
 * Puts the results of a run's shards together: the same file, to the byte, that one run would have
 * written. A shard that is given twice with the same results counts once.
 *
 * @param files their paths, or Blobs, which are all that a page has
 *
 * @throws UNMERGEABLE naming the files: of different runs, overlapping, with a hole between them
 * @throws INVALID_PREDICTIONS for a file that is no results file, cut or edited; INVALID_OPTION if
 * `results` is a file of another kind; NOT_FOUND, IO
 */
export async function merge(
  files: readonly (string | Blob)[],
  options: MergeOptions = {},
): Promise<Merged> {
  const { results, signal } = parseOptions(mergeOptions, options, "merge");
  parseOptions(mergeFiles, files, "merge");
  const place = results === undefined ? undefined : resultsPlace(results);
  await place?.readReplaced();
  const parts: Part[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    parts.push(await readPart(file, signal));
  }
  const [first] = parts;
  if (first === undefined) {
    throw new ImageNetV2Error("INVALID_OPTION", "merge: there are no results to merge.", {
      option: "paths",
    });
  }
  for (const part of parts.slice(1)) checkSameRun(first, part);
  const ordered = withoutTwins(parts).sort((a, b) => a.header.from - b.header.from);
  checkCover(ordered);
  const all = ordered.flatMap((part) => part.results);
  const { images } = first.header;
  if (digestOf(all.map((each) => each.file_name)).sha256 !== images.sha256) {
    throw new ImageNetV2Error(
      "UNMERGEABLE",
      "The images in these files are not those of the run that their headers tell of.",
      { paths: parts.map(({ path }) => path) },
      { hint: "A file was edited. Run its shard again." },
    );
  }
  const run = { ...first.header, from: 0, to: images.count };
  if (place !== undefined) {
    await requireSameRun(place, run);
    const lines = [formatHeader(run), ...ordered.flatMap((part) => part.lines)];
    await place.replace(utf8(`${lines.join("\n")}\n`), files);
  }
  const { predictions, skipped } = separate(all);
  return { scores: score(predictions), predictions, skipped, results: all, run };
}

async function readPart(file: GivenFile, signal: AbortSignal | undefined): Promise<Part> {
  const path = nameOf(file);
  const text = await readText(file, signal);
  const [first = "", ...lines] = text.replaceAll("\r\n", "\n").split("\n");
  const header = parseHeaderLine(first, path);
  // What follows the last newline must be nothing.
  const rest = lines.pop();
  const expected = header.to - header.from;
  if (rest !== "" || lines.length !== expected) {
    throw invalid(path, undefined, `It has ${lines.length} results, and its run ${expected}.`, {
      hint: "The file was cut. Run its shard again.",
    });
  }
  const { Images } = await import("../predictions/images.ts");
  const known = header.variant === null ? undefined : Images.of(header.variant);
  const answering = new Answering(classesOf(header.dataset));
  const results = lines.map((line, i) =>
    parseResultLine(line, path, i + 2, answering, header.outputs, (name) => known?.find(name)),
  );
  return { path, header, lines, results };
}

/** @throws NOT_FOUND, which says so where the run is not finished */
async function readText(file: GivenFile, signal: AbortSignal | undefined): Promise<string> {
  try {
    return textOf(await readGiven(file, { limit: resultsLimit, signal }));
  } catch (error) {
    if (!isImageNetV2Error(error, "NOT_FOUND") || !isUnfinished(file)) throw error;
    const hint = "Its run is not finished: do it again, and it goes on.";
    const { message, path } = error;
    throw new ImageNetV2Error("NOT_FOUND", message, { path }, { hint, cause: error });
  }
}

/** Makes sure that the merged results do not replace another run's. @throws UNMERGEABLE */
async function requireSameRun(place: ResultsPlace, run: RunHeader): Promise<void> {
  const bytes = await place.readReplaced();
  if (bytes === undefined) return;
  const [first = ""] = textOf(bytes).split("\n", 1);
  const { from: _, to: __, ...theirs } = parseHeaderLine(first, place.path);
  const { from: ___, to: ____, ...ours } = run;
  if (differences(theirs, ours).length > 0) throw otherRun(place.path, theirs, ours);
}

function checkSameRun(first: Part, part: Part): void {
  const { from: _, to: __, ...one } = first.header;
  const { from: ___, to: ____, ...other } = part.header;
  const differing = differences(one, other);
  if (differing.length === 0) return;
  throw new ImageNetV2Error(
    "UNMERGEABLE",
    `${part.path} is of another run than ${first.path}: ${differing.join(", ")} differ.`,
    { paths: [first.path, part.path] },
    {
      hint: "Shards belong together if archive, images, model, preprocessing and batch size are equal.",
    },
  );
}

/** The parts, of those with equal results only one. */
function withoutTwins(parts: readonly Part[]): Part[] {
  return [
    ...new Map(
      parts.map((part) => [`${part.header.from}\n${part.lines.join("\n")}`, part]),
    ).values(),
  ];
}

function checkCover(ordered: readonly Part[]): void {
  let reached = 0;
  let before: Part | undefined;
  for (const part of ordered) {
    const { from, to } = part.header;
    if (from < reached && before !== undefined) {
      throw new ImageNetV2Error(
        "UNMERGEABLE",
        `${before.path} and ${part.path} overlap: both have results for ${span(from, Math.min(reached, to))}.`,
        { paths: [before.path, part.path] },
        {
          hint: "They are from different numbers of shards, or from two runs with different results.",
        },
      );
    }
    if (from > reached) throw hole(reached, from, ordered);
    reached = to;
    before = part;
  }
  const count = before?.header.images.count ?? 0;
  if (reached < count) throw hole(reached, count, ordered);
}

function hole(from: number, to: number, parts: readonly Part[]): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNMERGEABLE",
    `No file has the results for ${span(from, to)}.`,
    { paths: parts.map(({ path }) => path) },
    { hint: "Run the missing shard, and merge again." },
  );
}

function span(from: number, to: number): string {
  return to - from === 1 ? `image ${from}` : `images ${from} to ${to - 1}`;
}
