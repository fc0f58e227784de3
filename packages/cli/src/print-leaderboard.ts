import {
  csvLeaderboard,
  htmlLeaderboard,
  type Leaderboard,
  markdownLeaderboard,
  textLeaderboard,
} from "@imagenet-v2/evaluate";
import type { GlobalOptions } from "./common-options.ts";
import { toJson } from "./json.ts";
import { writeReport } from "./output-file.ts";
import { reportFacts } from "./print-report.ts";
import { type Terminal, write } from "./terminal.ts";

interface PrintOptions extends GlobalOptions {
  readonly csv?: boolean;
  readonly title?: string;
  readonly output?: string;
}

/** Prints a leaderboard, as JSON or CSV if that is asked for, and writes it to `--output`. */
export async function printLeaderboard(
  terminal: Terminal,
  made: Leaderboard,
  options: PrintOptions,
): Promise<void> {
  const { output, title } = options;
  await writeReport(output, {
    html: () => htmlLeaderboard(made, { title }),
    markdown: () => markdownLeaderboard(made, { title }),
  });
  await write(terminal.stdout, textOf(made, options));
}

function textOf(made: Leaderboard, { json, csv }: PrintOptions): string {
  if (csv) return csvLeaderboard(made);
  if (!json) return textLeaderboard(made);
  const boards = made.boards.map(({ images, reports, comparisons }) => ({
    images,
    models: reports.map(reportFacts),
    comparisons,
  }));
  return `${toJson({ level: made.level, boards }, 2)}\n`;
}
