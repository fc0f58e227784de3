import { extname } from "node:path";
import { classes, shown } from "@imagenet-v2/core";
import {
  type Evaluation,
  type HtmlReportOptions,
  htmlReport,
  markdownReport,
  type Report,
  type Subject,
  textReport,
} from "@imagenet-v2/evaluate";
import { writeFileAtomic } from "@imagenet-v2/fetch";
import { type GlobalOptions, usageError } from "./common-options.ts";
import { toJson } from "./json.ts";
import { type Terminal, write } from "./terminal.ts";

interface PrintOptions extends GlobalOptions {
  readonly output?: string;
}

/** What is printed beside the scores. */
interface Extras extends HtmlReportOptions {
  readonly run?: Evaluation["run"] | undefined;
  readonly resumedFrom?: number | undefined;
}

/** Refuses a report of unknown form, before hours of work and not behind them. */
export function checkOutput({ output }: PrintOptions): void {
  if (output === undefined || [".html", ".md"].includes(extname(output).toLowerCase())) return;
  throw usageError(
    "--output",
    `Cannot tell the format from ${shown(output)}.`,
    "End it in .html or .md.",
  );
}

/** What a report is about, of a run. */
export function subjectOf(
  { model, variant, provenance, classes }: Evaluation["run"],
  predictions: Evaluation["predictions"],
  val: number | undefined,
): Subject {
  const { name } = model;
  return { name, predictions, variant, provenance, classes: classes ?? undefined, val };
}

/** Prints a report, as JSON if that is asked for, and writes it to `--output`. */
export async function printReport(
  terminal: Terminal,
  report: Report,
  options: PrintOptions,
  { run, resumedFrom, ...html }: Extras = {},
): Promise<void> {
  const { output } = options;
  if (output !== undefined) {
    const isHtml = extname(output).toLowerCase() === ".html";
    await writeFileAtomic(output, isHtml ? await htmlReport(report, html) : markdownReport(report));
  }
  const text = options.json
    ? `${toJson({ ...facts(report), resumedFrom, run }, 2)}\n`
    : textReport(report);
  await write(terminal.stdout, text);
}

function facts(report: Report) {
  const { name, variant = null, provenance = null, warning = null, level, notes, place } = report;
  const { n, top1, top5, calibration, logLoss = null } = report.scores;
  return {
    n,
    top1Correct: top1.correct,
    top5Correct: top5.correct,
    top1: top1.accuracy,
    top5: top5.accuracy,
    top1Interval: top1.interval,
    top5Interval: top5.interval,
    level,
    provenance,
    variant,
    classes: (report.classes ?? classes).length,
    model: name,
    warning,
    notes,
    ece: calibration?.ece ?? null,
    logLoss,
    rank: place?.rank ?? null,
    rankOf: place?.of ?? null,
    encoding: place?.encoding ?? null,
    gap: place?.gap ?? null,
    expected: place?.expected ?? null,
    effectiveRobustness: place?.effectiveRobustness ?? null,
  };
}
