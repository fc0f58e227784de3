import { resolve } from "node:path";
import {
  type Evaluation,
  type HtmlReportOptions,
  htmlReport,
  markdownReport,
  type Rate,
  type Report,
  type Subject,
  textReport,
} from "@imagenet-v2/evaluate";
import { explorerLinks } from "@imagenet-v2/view/internal";
import type { GlobalOptions } from "./common-options.ts";
import { toJson } from "./json.ts";
import { checkOutput, reportFormats, requireFolder, writeReport } from "./output-file.ts";
import { type Terminal, write } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface PrintOptions extends GlobalOptions {
  readonly output?: string;
  readonly title?: string;
  readonly explorer?: string;
  readonly results?: string;
}

/** What is printed beside the scores. */
interface Extras extends Omit<HtmlReportOptions, "title" | "explorer"> {
  readonly run?: Evaluation["run"] | undefined;
  readonly resumedFrom?: number | undefined;
  /** On the validation set. */
  readonly validationRun?: Evaluation["run"] | undefined;
}

/** Refuses a report or results that cannot be written, before hours of work and not behind them. */
export async function checkOutputs({ output, explorer, results }: PrintOptions): Promise<void> {
  if (explorer !== undefined) explorerLinks(explorer);
  await requireFolder("--results", results);
  if (output !== undefined && results !== undefined && resolve(output) === resolve(results)) {
    throw usageError("--output", "--output: the same file as --results.", "Name two files.");
  }
  await checkOutput(output, reportFormats);
  if (explorer !== undefined && output?.toLowerCase().endsWith(".md")) {
    throw usageError(
      "--explorer",
      "--explorer does nothing with a report in Markdown, which has no pictures.",
      "End --output in .html.",
    );
  }
}

/** What a report is about, of a run. */
export function subjectOf(
  run: Evaluation["run"],
  { predictions, skipped }: Pick<Evaluation, "predictions" | "skipped">,
  val: Subject["val"],
): Subject {
  const { model, variant, provenance } = run;
  const classes = run.classes ?? undefined;
  return { name: model.name, predictions, skipped, variant, provenance, run, classes, val };
}

/** Prints a report, as JSON if that is asked for, and writes it to `--output`. */
export async function printReport(
  terminal: Terminal,
  report: Report,
  options: PrintOptions,
  { run, resumedFrom, validationRun, ...html }: Extras = {},
): Promise<void> {
  const { output, title, explorer } = options;
  await writeReport(output, {
    html: () => htmlReport(report, { ...html, title, explorer }),
    markdown: () => markdownReport(report, { title }),
  });
  const text = options.json
    ? `${toJson({ ...reportFacts(report), resumedFrom, run, validationRun }, 2)}\n`
    : textReport(report);
  await write(terminal.stdout, text);
}

/** A report as what `--json` prints. */
export function reportFacts(report: Report) {
  const { name, variant = null, provenance = null, warning = null, level, notes, place } = report;
  const { preprocessing = null, preprocessingSource = null, outputs = null, val } = report;
  const { n, top1, top5, calibration, logLoss = null } = report.scores;
  return {
    n,
    top1Correct: top1.correct,
    top5Correct: top5?.correct ?? null,
    top1: top1.accuracy,
    top5: top5?.accuracy ?? null,
    top1Interval: top1.interval,
    top5Interval: top5?.interval ?? null,
    level,
    provenance,
    variant,
    classes: (report.classes ?? report.labels).length,
    model: name,
    preprocessing,
    preprocessingSource,
    outputs,
    warning,
    skipped: report.skipped,
    notes,
    ece: calibration?.ece ?? null,
    logLoss,
    rank: place?.rank ?? null,
    rankOf: place?.of ?? null,
    encoding: place?.encoding ?? null,
    val: val?.share ?? null,
    valReadAs: val?.readAs ?? null,
    ...(val?.readAs === "measured" && measured(val.rate)),
    gap: place?.gap ?? null,
    expected: place?.expected ?? null,
    effectiveRobustness: place?.effectiveRobustness ?? null,
  };
}

function measured({ correct, n, interval }: Rate) {
  return { valCorrect: correct, valN: n, valInterval: interval };
}
