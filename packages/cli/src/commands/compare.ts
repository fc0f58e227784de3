import { classes as all } from "@imagenet-v2/core";
import {
  type Comparison,
  compareAll,
  htmlComparison,
  inWords,
  markdownComparison,
  percent,
} from "@imagenet-v2/evaluate";
import { type ContestantOptions, readContestants } from "../contestants.ts";
import { toJson } from "../json.ts";
import { checkOutput, reportFormats, writeReport } from "../output-file.ts";
import { skippedInWords } from "../skipped.ts";
import { printable, type Terminal, write } from "../terminal.ts";
import { usageError } from "../usage-error.ts";

interface CompareOptions extends ContestantOptions {
  readonly k: number;
  readonly test: "exact" | "mid-p";
  readonly output?: string;
  readonly title?: string;
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
  const { k, test, output, title } = options;
  await checkOutput(output, reportFormats);
  const contestants = await readContestants(terminal, files, options);
  const comparisons = compareAll(contestants, { k, test });
  // The others are of the same images and classes, else they would not be compared.
  const [{ partial: isPart, classes, variant: name, skipped = [], dataset } = {}] = contestants;
  const of = (dataset?.classes ?? all).length;
  const [one] = comparisons;
  const images = `${one?.n.toLocaleString("en")} images`;
  const notes = [
    ...(isPart ? [`PARTIAL: ${images}, not all of ${name ?? "those there are"}.`] : []),
    ...(skipped.length > 0 ? [skippedInWords(skipped.map((each) => each.file_name)).trim()] : []),
    ...(classes ? [`RESTRICTED: over ${classes.length} of ${of} classes.`] : []),
  ];
  await writeReport(output, {
    html: () => htmlComparison(comparisons, { title, notes }),
    markdown: () => markdownComparison(comparisons, { title, notes }),
  });
  if (options.json) {
    const facts = { partial: isPart, skipped, classes: classes?.length ?? of };
    const found = comparisons.length === 1 ? one : { comparisons };
    await write(terminal.stdout, `${toJson({ ...found, ...facts }, 2)}\n`);
    return;
  }
  const blocks = [...notes.map((note) => `${note}\n`), ...comparisons.map(paragraph)];
  await write(terminal.stdout, blocks.join("\n"));
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
