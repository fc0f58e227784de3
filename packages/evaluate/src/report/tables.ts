import type { DatasetClass } from "@imagenet-v2/core";
import { inWords, levelInWords, percent } from "../certainty/in-words.ts";
import { rankInWords } from "../field/rank.ts";
import { accuracyInWords } from "../field/validation-accuracy.ts";
import { outputsInWords } from "../run/reading.ts";
import type { ClassScore, ConfusedPair } from "../scores/per-class.ts";
import type { Rate } from "../scores/rate.ts";
import type { Report } from "./report.ts";

/** A table that text, Markdown and HTML write each in its own way. Numbers are to the right. */
export interface Table {
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly right?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** A class for people: `207 golden retriever`. */
export function className(label: number, labels: readonly DatasetClass[]): string {
  return `${label} ${labels[label]?.name ?? "?"}`;
}

export function howMadeTable({ howMade }: Report): Table {
  return { title: "How this was made", columns: [{ name: "" }, { name: "" }], rows: howMade };
}

export function accuracyTable({ scores, level, val }: Report): Table {
  const row = (name: string, { accuracy, interval: [low, high], correct, n }: Rate) => [
    name,
    percent(accuracy),
    `${percent(low)} to ${percent(high)}`,
    `${correct.toLocaleString("en")} of ${n.toLocaleString("en")}`,
  ];
  return {
    title: "Accuracy",
    columns: [
      { name: "" },
      { name: "accuracy", right: true },
      { name: `${levelInWords(level)} interval`, right: true },
      { name: "right", right: true },
    ],
    rows: [
      row("top-1", scores.top1),
      scores.top5 === undefined ? ["top-5", "not available", "", ""] : row("top-5", scores.top5),
      ...(val?.readAs === "measured" ? [row("top-1 on the validation set", val.rate)] : []),
    ],
  };
}

export function comparisonTable({ comparisons }: Pick<Report, "comparisons">): Table {
  return {
    title: "Against others, on the same images",
    columns: [
      { name: "models" },
      { name: "difference", right: true },
      { name: "interval", right: true },
      { name: "only the first right", right: true },
      { name: "only the second", right: true },
      { name: "p", right: true },
    ],
    rows: comparisons.map(
      ({ names, difference, differenceInterval, onlyFirst, onlySecond, adjustedP }) => [
        names.join(" against "),
        percent(difference),
        differenceInterval.map(percent).join(" to "),
        onlyFirst.toLocaleString("en"),
        onlySecond.toLocaleString("en"),
        adjustedP < 0.001 ? "< 0.001" : adjustedP.toFixed(3),
      ],
    ),
  };
}

/** The classes with the smallest share right; none of which all are. */
function hardestClasses({ scores }: Report, count = 10): ClassScore[] {
  return scores.perClass
    .filter(({ top1Correct, n }) => top1Correct < n)
    .sort(
      (a, b) =>
        a.top1Correct / a.n - b.top1Correct / b.n ||
        (a.top5Correct ?? 0) / a.n - (b.top5Correct ?? 0) / b.n ||
        a.label - b.label,
    )
    .slice(0, count);
}

export function classTable(report: Report): Table {
  const { labels, scores } = report;
  const top5 = scores.top5 === undefined ? [] : [{ name: "top-5", right: true }];
  return {
    title: "Hardest classes",
    columns: [{ name: "class" }, { name: "top-1", right: true }, ...top5],
    rows: hardestClasses(report).map(({ label, n, top1Correct, top5Correct }) => [
      className(label, labels),
      `${top1Correct} of ${n}`,
      ...top5.map(() => `${top5Correct} of ${n}`),
    ]),
  };
}

export function confusedTable({ scores, labels }: Report, count = 10): Table {
  return {
    title: "Most often taken for another",
    columns: [{ name: "class" }, { name: "taken for" }, { name: "images", right: true }],
    rows: scores.confused
      .slice(0, count)
      .map(({ label, predicted, count }: ConfusedPair) => [
        className(label, labels),
        className(predicted, labels),
        `${count}`,
      ]),
  };
}

/** With fewer images the bins of {@link Calibration} hold so few that their error is mostly chance. */
export const enoughForConfidence = 500;

/** How many images each bar of the chart of confidence stands for. */
export function confidenceTable({ scores }: Report): Table {
  const bins = scores.calibration?.bins.filter(({ n }) => n > 0) ?? [];
  const right = true;
  return {
    title: "Its confidence, in numbers",
    columns: [
      { name: "sure" },
      { name: "images", right },
      { name: "right", right },
      { name: "sure on average", right },
    ],
    rows: bins.map(({ from, to, n, accuracy, confidence }) => [
      `${(100 * from).toFixed(0)} to ${(100 * to).toFixed(0)} %`,
      n.toLocaleString("en"),
      percent(accuracy),
      percent(confidence),
    ]),
  };
}

/** What is said beside the tables, a paragraph each. */
export function sentences(report: Report): string[] {
  const { place, comparisons, scores, notes, val, outputs } = report;
  const { calibration, logLoss } = scores;
  return [
    ...notes,
    ...(val === undefined ? [] : [accuracyInWords(val)]),
    ...(place === undefined ? [] : [rankInWords(place)]),
    ...comparisons.map(inWords),
    ...(scores.top5 === undefined
      ? ["Top-5 is not available: an answer names fewer than five classes."]
      : []),
    ...(outputs === undefined ? [] : [outputsInWords(outputs)]),
    ...(calibration === undefined || logLoss === undefined
      ? []
      : [
          scores.n < enoughForConfidence
            ? `${scores.n} images are too few to say whether its confidence is honest; log loss ${logLoss.toFixed(3)} nats.`
            : `Its confidence is off by ${percent(calibration.ece)} on average (ECE, ${calibration.bins.length} bins); log loss ${logLoss.toFixed(3)} nats.`,
        ]),
  ];
}

/** The tables of a report in order, without those that have nothing to show. */
export function tables(report: Report): Table[] {
  return [
    accuracyTable(report),
    comparisonTable(report),
    classTable(report),
    confusedTable(report),
  ].filter(({ rows }) => rows.length > 0);
}

/** What a person calls it, else `resnet50.onnx on 10,000 images of matched-frequency (published)`. */
export function headline({ name, images, provenance }: Report, title?: string): string {
  if (title !== undefined) return title;
  return `${name} on ${images}${provenance === undefined ? "" : ` (${provenance} data)`}`;
}
