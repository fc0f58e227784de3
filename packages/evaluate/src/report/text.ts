import { escapeTerminal } from "@imagenet-v2/core/internal";
import type { Report } from "./report.ts";
import { headline, howMadeTable, sentences, type Table, tables } from "./tables.ts";

/** A report for a terminal, without colours; names from outside cannot move the cursor. */
export function textReport(report: Report): string {
  const { warning } = report;
  const blocks = [
    ...(warning === undefined ? [] : [escapeTerminal(warning)]),
    escapeTerminal(headline(report)),
    ...tables(report).map(textTable),
    ...sentences(report).map(escapeTerminal),
    textTable(howMadeTable(report)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

export function textTable({ title, columns, rows }: Table): string {
  const named = columns.some(({ name }) => name !== "");
  const cells = [
    ...(named ? [columns.map(({ name }) => name)] : []),
    ...rows.map((row) => row.map(escapeTerminal)),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? "").length)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => {
        const width = widths[i] as number;
        return columns[i]?.right ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}
