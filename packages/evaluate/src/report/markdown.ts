import type { Report } from "./report.ts";
import { headline, howMadeTable, sentences, type Table, tables } from "./tables.ts";

/** A report in GitHub's Markdown; names from outside stay text. */
export function markdownReport(
  report: Report,
  { title }: { readonly title?: string | undefined } = {},
): string {
  const { warning } = report;
  const blocks = [
    `# ${asText(headline(report, title))}`,
    ...(title === undefined ? [] : [asText(headline(report))]),
    ...(warning === undefined ? [] : [`**${asText(warning)}**`]),
    ...sentences(report).map(asText),
    ...tables(report).map(markdownTable),
    markdownTable(howMadeTable(report)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

export function markdownTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `## ${title}\n`,
    line(columns.map(({ name }) => name)),
    line(columns.map(({ right }) => (right ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(asText))),
  ].join("\n");
}

/** Text that Markdown and the HTML in it leave alone. */
export function asText(text: string): string {
  return text
    .replace(/\p{Cc}/gu, " ")
    .replace(/[\\`*_[\]<>|#~&]/g, (character) => `\\${character}`);
}
