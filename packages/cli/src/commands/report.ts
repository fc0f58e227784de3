import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { type Encoding, leaderboard, type Subject } from "@imagenet-v2/evaluate";
import { fileError } from "@imagenet-v2/storage/internal/node";
import { type Contestant, type ContestantOptions, readContestants } from "../contestants.ts";
import { checkOutput, reportFormats } from "../output-file.ts";
import { printLeaderboard } from "../print-leaderboard.ts";
import type { Terminal } from "../terminal.ts";
import { usageError } from "../usage-error.ts";

interface ReportOptions extends ContestantOptions {
  readonly val?: readonly (readonly [model: string, accuracy: number])[];
  readonly csv?: boolean;
  readonly encoding: Encoding;
  readonly output?: string;
  readonly title?: string;
}

/** Puts the models of a folder of results side by side. */
export async function reportResults(terminal: Terminal, folder: string, options: ReportOptions) {
  const { output, encoding } = options;
  await checkOutput(output, reportFormats);
  const files = await resultsIn(folder);
  const contestants = await readContestants(terminal, files, { ...options, partial: true });
  for (const [i, contestant] of contestants.entries()) checkWhole(contestant, files[i] as string);
  const made = leaderboard(subjectsOf(contestants, options), { encoding });
  await printLeaderboard(terminal, made, options);
}

/** The results files of a folder, by name. */
async function resultsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    throw fileError(error, folder, "folder");
  });
  const files = names.filter((name) => extname(name).toLowerCase() === ".jsonl").sort();
  if (files.length > 0) return files.map((name) => join(folder, name));
  throw usageError(
    "folder",
    `${folder}: no results here, no file whose name ends in .jsonl.`,
    "evaluate --results writes such files.",
  );
}

/** A part of a run compares with nothing. */
function checkWhole({ run }: Contestant, path: string): void {
  if (run === undefined || run.to - run.from === run.images.count) return;
  throw usageError(
    "folder",
    `${path} is a part of a run, images ${run.from} to ${run.to - 1} of ${run.images.count}.`,
    "Put the parts together first: merge --results. Then move them elsewhere.",
  );
}

function subjectsOf(contestants: readonly Contestant[], { val = [] }: ReportOptions): Subject[] {
  const subjects = contestants.map(({ name, partial, run, ...file }): Subject => {
    const provenance = run?.provenance ?? (partial ? "partial" : "complete");
    return { ...file, name: run?.model.name ?? name, provenance, run };
  });
  const accuracies = new Map(val);
  const stray = val.find(([model]) => subjects.every(({ name }) => name !== model));
  if (stray !== undefined) {
    const names = [...new Set(subjects.map(({ name }) => name))].join(", ");
    throw usageError("--val", `--val: no results of ${stray[0]}.`, `There are those of ${names}.`);
  }
  return subjects.map((subject) => ({ ...subject, val: accuracies.get(subject.name) }));
}
