import { escapeTerminal } from "@imagenet-v2/core/internal";
import { asText, markdownTable } from "../report/markdown.ts";
import type { Table } from "../report/tables.ts";
import { textTable } from "../report/text.ts";
import type { Board, Leaderboard } from "./leaderboard.ts";
import { boardTable, headline, pairsTable, sentences, sideBySideTable } from "./tables.ts";

/** A leaderboard for a terminal. */
export function textLeaderboard(board: Leaderboard): string {
  return blocks(board, headline(board), {
    heading: (text) => text,
    text: escapeTerminal,
    table: textTable,
  });
}

/** A leaderboard in GitHub's Markdown. */
export function markdownLeaderboard(
  board: Leaderboard,
  { title = headline(board) }: { readonly title?: string | undefined } = {},
): string {
  return blocks(board, title, {
    heading: (text) => `# ${asText(text)}`,
    text: asText,
    table: markdownTable,
  });
}

interface Writer {
  readonly heading: (text: string) => string;
  readonly text: (text: string) => string;
  readonly table: (table: Table) => string;
}

function blocks(leaderboard: Leaderboard, title: string, { heading, text, table }: Writer): string {
  const { boards, level } = leaderboard;
  const written = [
    heading(title),
    ...[sideBySideTable(leaderboard)].filter(hasRows).map(table),
    ...boards.flatMap((board) => [
      ...[boardTable(board, level), pairsTable(board)].filter(hasRows).map(table),
      ...sentences(board, level).map(text),
    ]),
  ];
  return `${written.join("\n\n")}\n`;
}

const hasRows = ({ rows }: Table) => rows.length > 0;

/** A line for each model of each board, with the columns named in the first. Accuracies are shares, 0 to 1. */
export function csvLeaderboard({ boards }: Leaderboard): string {
  const columns = [
    ...["images", "variant", "model", "model_sha256", "n", "top1", "top1_low", "top1_high"],
    ...["top5", "top5_low", "top5_high", "ece", "rank", "rank_of", "val", "gap"],
  ];
  const rows = boards.flatMap(csvRows);
  return `${[columns, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function csvRows({ images, reports }: Board): (string | number | undefined)[][] {
  return reports.map(({ name, variant, scores, place, val, howMade }) => [
    images,
    variant,
    name,
    howMade.find(([what]) => what === "Model, SHA-256")?.[1],
    scores.n,
    ...[scores.top1.accuracy, ...scores.top1.interval],
    ...(scores.top5 === undefined
      ? [undefined, undefined, undefined]
      : [scores.top5.accuracy, ...scores.top5.interval]),
    ...[scores.calibration?.ece, place?.rank, place?.of, val?.share, place?.gap],
  ]);
}

/** RFC 4180; a spreadsheet would run what begins as a formula. */
function csvCell(value: string | number | undefined): string {
  if (typeof value !== "string") return value === undefined ? "" : `${value}`;
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
