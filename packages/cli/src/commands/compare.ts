import { basename } from "node:path";
import {
  type Comparison,
  compareAll,
  inWords,
  percent,
  readClasses,
  readPredictions,
} from "@imagenet-v2/evaluate";
import { type GlobalOptions, usageError } from "../common-options.ts";
import { toJson } from "../json.ts";
import { printable, type Terminal, write } from "../terminal.ts";

interface CompareOptions extends GlobalOptions {
  readonly variant?: string;
  readonly classes?: string;
  readonly k: number;
  readonly test: "exact" | "mid-p";
  readonly partial?: boolean;
}

/** Says of each pair of models whether one is really better. */
export async function compareModels(
  terminal: Terminal,
  files: readonly string[],
  options: CompareOptions,
) {
  if (files.length < 2) {
    throw usageError("files", "There is nothing to compare with: name two files or more.");
  }
  const { variant, k, test, partial } = options;
  const only = options.classes === undefined ? undefined : await readClasses(options.classes);
  const contestants = [];
  for (const path of files) {
    const read = { variant, classes: only, partial, signal: terminal.signal };
    const { predictions, classes } = await readPredictions(path, read);
    contestants.push({ name: nameOf(path, files), predictions, classes });
  }
  const comparisons = compareAll(contestants, { k, test });
  const [one] = comparisons;
  if (options.json) {
    await write(
      terminal.stdout,
      `${toJson(comparisons.length === 1 ? one : { comparisons }, 2)}\n`,
    );
    return;
  }
  await write(terminal.stdout, comparisons.map(paragraph).join("\n"));
}

/** The file's name; its path where two files have the same. */
function nameOf(path: string, paths: readonly string[]): string {
  const name = basename(path);
  return paths.filter((other) => basename(other) === name).length > 1 ? path : name;
}

function paragraph(comparison: Comparison): string {
  const { names, n, k, first, second, onlyFirst, onlySecond } = comparison;
  const { difference, differenceInterval, level } = comparison;
  const [a, b] = names.map(printable);
  return [
    `${a}: ${percent(first.accuracy)}, ${b}: ${percent(second.accuracy)} (top-${k}, ${n} images)`,
    `  difference ${percent(difference)} (${level * 100} %: ${differenceInterval.map(percent).join(" to ")})`,
    `  only ${a} right: ${onlyFirst}, only ${b} right: ${onlySecond}`,
    `  ${printable(inWords(comparison))}`,
    "",
  ].join("\n");
}
