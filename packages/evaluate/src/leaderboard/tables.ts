import type { Comparison } from "../certainty/compare.ts";
import { levelInWords, percent } from "../certainty/in-words.ts";
import { enoughForConfidence, type Table } from "../report/tables.ts";
import type { Rate } from "../scores/rate.ts";
import type { Board, Leaderboard } from "./leaderboard.ts";

const right = true;

/** What a leaderboard is called where it has no other name: `3 models on 2 sets of images`. */
export function headline({ boards }: Leaderboard): string {
  const models = namesOn(boards).length;
  const sets = boards.length === 1 ? boards[0]?.images : `${boards.length} sets of images`;
  return `${models} ${models === 1 ? "model" : "models"} on ${sets}`;
}

/** All boards side by side, in the order of the first; without rows where there is one. */
export function sideBySideTable({ boards }: Leaderboard): Table {
  return {
    title: "Top-1, side by side",
    columns: [{ name: "model" }, ...boards.map(({ images }) => ({ name: images, right }))],
    rows:
      boards.length < 2
        ? []
        : namesOn(boards).map((name) => [
            name,
            ...boards.map(({ reports }) => {
              const found = reports.find((report) => report.name === name);
              return found === undefined ? "" : percent(found.scores.top1.accuracy);
            }),
          ]),
  };
}

/** Each model once. */
function namesOn(boards: readonly Board[]): string[] {
  return [...new Set(boards.flatMap(({ reports }) => reports.map(({ name }) => name)))];
}

/** The models of one board. */
export function boardTable({ images, reports }: Board, level: number): Table {
  const at = levelInWords(level);
  const between = ({ interval }: Rate) => interval.map(percent).join(" to ");
  return withoutEmptyColumns({
    title: images.charAt(0).toUpperCase() + images.slice(1),
    columns: [
      { name: "", right },
      { name: "model" },
      { name: "top-1", right },
      { name: at, right },
      { name: "top-5", right },
      { name: at, right },
      { name: "ECE", right },
      { name: "rank", right },
      { name: "gap", right },
    ],
    rows: reports.map(({ name, scores, place }, i) => [
      `${i + 1}`,
      name,
      percent(scores.top1.accuracy),
      between(scores.top1),
      ...(scores.top5 === undefined
        ? ["", ""]
        : [percent(scores.top5.accuracy), between(scores.top5)]),
      scores.calibration === undefined || scores.n < enoughForConfidence
        ? ""
        : percent(scores.calibration.ece),
      place === undefined ? "" : `${place.rank} beside ${place.of}`,
      place?.gap === undefined ? "" : points(-place.gap),
    ]),
  });
}

function withoutEmptyColumns({ title, columns, rows }: Table): Table {
  const isFilled = (_: unknown, at: number) => rows.some((row) => row[at] !== "");
  return {
    title,
    columns: columns.filter(isFilled),
    rows: rows.map((row) => row.filter((_, at) => isFilled(_, at))),
  };
}

/** Each model against each that is below it; without rows where there is one model. */
export function pairsTable({ reports, comparisons }: Board): Table {
  const names = reports.map(({ name }) => name);
  const between = (first: string, second: string) =>
    comparisons.find(({ names: [a, b] }) => a === first && b === second);
  return {
    title: "Differences, in points of top-1",
    columns: [
      { name: "", right },
      { name: "model" },
      ...names.slice(1).map((_, i) => ({ name: `${i + 2}`, right })),
    ],
    rows: names
      .slice(0, -1)
      .map((name, i) => [
        `${i + 1}`,
        name,
        ...names.slice(1).map((other) => cell(between(name, other))),
      ]),
  };
}

function cell(comparison: Comparison | undefined): string {
  if (comparison === undefined) return "";
  const { difference, verdict } = comparison;
  return verdict === "undecided" ? `(${points(difference)})` : points(difference);
}

function points(share: number): string {
  return `${share < 0 ? "" : "+"}${(100 * share).toFixed(2)}`;
}

/** What the numbers of a board mean, and what is not as it seems. */
export function sentences({ reports, comparisons }: Board, level: number): string[] {
  const warnings = new Map<string, string[]>();
  for (const { warning, name } of reports) {
    if (warning !== undefined) warnings.set(warning, [...(warnings.get(warning) ?? []), name]);
  }
  const chosen = reports.filter((report) => report.preprocessingSource?.includes("chosen on this"));
  const undecided = comparisons.filter(({ verdict }) => verdict === "undecided").length;
  return [
    ...[...warnings].map(([warning, names]) =>
      names.length === reports.length ? warning : `${names.join(", ")}: ${warning}`,
    ),
    ...chosen.map(
      ({ name }) =>
        `${name}: its preprocessing was chosen on this test set, so its number is too good.`,
    ),
    ...(undecided === 0
      ? []
      : [
          `${undecided} of ${comparisons.length} pairs, in brackets, cannot be told apart (McNemar's test, corrected for all pairs after Holm, ${levelInWords(1 - level)}).`,
        ]),
    ...(reports.some(({ place }) => place?.gap !== undefined)
      ? ["The gap is top-1 here less top-1 on ImageNet's validation set, in points."]
      : []),
  ];
}
