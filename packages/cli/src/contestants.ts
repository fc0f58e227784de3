import { basename } from "node:path";
import { type PredictionsFile, readClasses, readPredictions } from "@imagenet-v2/evaluate";
import type { GlobalOptions } from "./common-options.ts";
import { openDataset } from "./open-dataset.ts";
import type { Terminal } from "./terminal.ts";

/** How files of predictions of several models are read. */
export interface ContestantOptions extends GlobalOptions {
  readonly variant?: string;
  readonly archive?: string;
  readonly dataDir?: string;
  readonly classes?: string;
  readonly partial?: boolean;
}

/** Predictions by the name of their file. */
export interface Contestant extends PredictionsFile {
  readonly name: string;
}

/** Reads what several models said. */
export async function readContestants(
  terminal: Terminal,
  files: readonly string[],
  options: ContestantOptions,
): Promise<Contestant[]> {
  const { archive, classes, variant, partial } = options;
  const { signal } = terminal;
  // Whether the files are of all images is asked of them, not of the archive.
  const opening = { ...options, partial: false };
  const own =
    archive === undefined
      ? undefined
      : await openDataset(terminal, undefined, opening, { classes });
  try {
    const only =
      classes === undefined || own !== undefined
        ? undefined
        : await readClasses(classes, { signal });
    const contestants = [];
    for (const path of files) {
      const about = { variant, images: own?.records(), info: own?.info };
      const read = await readPredictions(path, { ...about, classes: only, partial, signal });
      contestants.push({ name: nameOf(path, files), ...read });
    }
    return contestants;
  } finally {
    await own?.close();
  }
}

/** The file's name; its path where two files have the same. */
function nameOf(path: string, paths: readonly string[]): string {
  const name = basename(path);
  return paths.filter((other) => basename(other) === name).length > 1 ? path : name;
}
