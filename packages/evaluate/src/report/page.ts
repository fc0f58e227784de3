import { escapeMarkup } from "@imagenet-v2/core/internal";
import type { Table } from "./tables.ts";

/** Of pages with tables and figures. */
export const style = `
body { max-width: 680px; margin: 32px auto; padding: 0 16px; overflow-wrap: anywhere; }
h1 { margin-bottom: 16px; line-height: 1.25; } h2 { margin: 36px 0 8px; font-size: 16px; font-weight: 600; }
p { max-width: 80ch; margin: 10px 0; color: inherit; } .warning { padding: 8px 12px; background: #fff1e5; border-left: 4px solid #bc4c00; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; } th, td { padding: 3px 20px 3px 0; text-align: left; white-space: nowrap; vertical-align: top; font-variant-numeric: tabular-nums; }
th { color: #656d76; font-weight: 400; } .right { text-align: right; }
figure { margin: 12px 0 20px; } figcaption { max-width: 80ch; margin-top: 8px; color: #656d76; }
.mark { width: 100px; height: 100px; display: grid; place-items: center; text-align: center; color: #656d76; background: #eceeef; }
.pictures { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; } figcaption:has(+ .pictures) { color: inherit; }
.sure { display: grid; grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); gap: 4px 16px; } .sure figure { margin: 4px 0; } .sure figcaption { color: inherit; }
.number { font-size: 40px; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; } .number span { display: block; font-size: 14px; font-weight: 400; }
@media (prefers-color-scheme: dark) {
:root { color-scheme: dark; } body { background: #0d1117; color: #e6edf3; }
th, figcaption, .mark { color: #9198a1; } .mark { background: #212830; } .warning { background: #3d2305; border-color: #f0883e; }
.plot { filter: invert(1) hue-rotate(180deg); }
}
`;

/** A heading, and what is below it. */
export function section(title: string, content: string): string {
  return `<section><h2>${escapeMarkup(title)}</h2>${content}</section>`;
}

/** A chart with what there is to see in it. */
export function figure(chart: string, caption: string): string {
  return `<figure>${chart}<figcaption>${escapeMarkup(caption)}</figcaption></figure>`;
}

/** Nothing, for a table without rows. */
export function htmlTable({ title, columns, rows }: Table): string {
  if (rows.length === 0) return "";
  const row = (tag: "th" | "td", cells: readonly string[]) =>
    `<tr>${cells
      .map(
        (cell, i) =>
          `<${tag}${columns[i]?.right ? ' class="right"' : ""}>${escapeMarkup(cell)}</${tag}>`,
      )
      .join("")}</tr>`;
  const names = columns.map(({ name }) => name);
  const head = names.some((name) => name !== "") ? row("th", names) : "";
  const body = rows.map((cells) => row("td", cells)).join("");
  return section(title, `<div class="scroll"><table>${head}${body}</table></div>`);
}
