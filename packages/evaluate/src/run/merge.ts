import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { ioError, isErrno, writeFileAtomic } from "@imagenet-v2/fetch";
import type { Prediction } from "../prediction.ts";
import { invalid } from "../predictions/invalid.ts";
import { rowOf } from "../predictions/json-lines.ts";
import { type Scores, score } from "../scores/score.ts";
import { differences, digestOf, formatHeader, parseHeader, type RunHeader } from "./header.ts";
import { parseLine } from "./results-file.ts";

export interface MergeOptions {
  /** Where to write the results of the whole run. Default: nowhere. */
  readonly results?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A run that was put together. */
export interface Merged {
  readonly scores: Scores;
  readonly predictions: readonly Prediction[];
  readonly run: RunHeader;
}

interface Part {
  readonly path: string;
  readonly header: RunHeader;
  /** As they stand in the file, without the header. */
  readonly lines: readonly string[];
  readonly predictions: readonly Prediction[];
}

/**
 * Puts the results of a run's shards together: the same file, to the byte, that one run would have
 * written. A shard that is given twice with the same results counts once.
 *
 * @throws UNMERGEABLE naming the files: of different runs, overlapping, with a hole between them
 * @throws INVALID_PREDICTIONS for a file that is no results file, cut or edited; NOT_FOUND, IO
 */
export async function merge(paths: readonly string[], options: MergeOptions = {}): Promise<Merged> {
  const { results, signal } = options;
  const parts: Part[] = [];
  for (const path of paths) {
    signal?.throwIfAborted();
    parts.push(await readPart(path));
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
  const predictions = ordered.flatMap((part) => part.predictions);
  const { images } = first.header;
  if (digestOf(predictions.map((each) => each.file_name)).sha256 !== images.sha256) {
    throw new ImageNetV2Error(
      "UNMERGEABLE",
      "The images in these files are not those of the run that their headers tell of.",
      { paths },
      { hint: "A file was edited. Run its shard again." },
    );
  }
  const run = { ...first.header, from: 0, to: images.count };
  if (results !== undefined) {
    const lines = [formatHeader(run), ...ordered.flatMap((part) => part.lines)];
    await writeFileAtomic(results, `${lines.join("\n")}\n`);
  }
  return { scores: score(predictions), predictions, run };
}

async function readPart(path: string): Promise<Part> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (!isErrno(error, "ENOENT")) throw ioError(error, path);
    const hint = existsSync(`${path}.part`)
      ? "Its run is not finished: do it again, and it goes on."
      : undefined;
    throw new ImageNetV2Error(
      "NOT_FOUND",
      `There is no ${path}.`,
      { path },
      { hint, cause: error },
    );
  });
  const [first = "", ...lines] = text.split("\n");
  const firstLine = parseLine(first);
  const header = firstLine && parseHeader(firstLine, path);
  if (header === undefined) {
    throw invalid(path, 1, "This is no results file: its first line does not tell of a run.", {
      hint: "Results are what evaluate writes (--results). Predictions need no merge: join the files.",
    });
  }
  // What follows the last newline must be nothing.
  const rest = lines.pop();
  const expected = header.to - header.from;
  if (rest !== "" || lines.length !== expected) {
    throw invalid(path, undefined, `It has ${lines.length} results, and its run ${expected}.`, {
      hint: "The file was cut. Run its shard again.",
    });
  }
  const predictions = lines.map((line, i) => {
    const value = parseLine(line);
    if (value === undefined) {
      throw invalid(path, i + 2, "This is no line of results.", {
        hint: "The file was cut or edited. Run its shard again.",
      });
    }
    const { name, top, label, probabilities, likelihood } = rowOf(value, path, i + 2);
    if (!Number.isInteger(label)) throw invalid(path, i + 2, "There is no label.");
    return { file_name: name, label: label as number, top, probabilities, likelihood };
  });
  return { path, header, lines, predictions };
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
