import { escapeMarkup } from "@imagenet-v2/core/internal";
import type { Section } from "./sections.ts";

/** Sections as markup for the body of a page. */
export function sectionsMarkup(title: string, sections: readonly Section[]): string {
  return [`<h1>${escapeMarkup(title)}</h1>`, ...sections.map(markup)].join("\n");
}

export function headed(heading: string, body: string): string {
  return `<section>\n<h2>${escapeMarkup(heading)}</h2>\n${body}\n</section>`;
}

function markup(section: Section): string {
  return headed(section.heading, body(section));
}

function body(section: Section): string {
  switch (section.kind) {
    case "text":
      return `<div class="text">${escapeMarkup(section.text)}</div>`;
    case "code":
      return `<pre><code>${escapeMarkup(section.code)}</code></pre>`;
    case "list":
      return `<dl>\n${section.items
        .map(({ term, text, href }) => {
          const value = escapeMarkup(text);
          const link = href === undefined ? value : `<a href="${escapeMarkup(href)}">${value}</a>`;
          return `<dt>${escapeMarkup(term)}</dt><dd>${link}</dd>`;
        })
        .join("\n")}\n</dl>`;
    case "table": {
      const row = (cells: readonly string[], tag: string) =>
        `<tr>${cells.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join("")}</tr>`;
      const rows = section.rows.map((cells) => row(cells, "td")).join("\n");
      return `<table>\n<thead>${row(section.columns, "th")}</thead>\n<tbody>\n${rows}\n</tbody>\n</table>`;
    }
  }
}

export const catalogueStyle = `
body { max-width: 1000px; margin: 32px auto; padding: 0 24px; font-size: 15px; line-height: 1.5; }
h1 { font-size: 28px; }
h2 { margin: 32px 0 8px; font-size: 19px; font-weight: 600; }
.text { white-space: pre-line; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; }
dt { color: #656d76; }
dd { margin: 0; overflow-wrap: anywhere; }
a { color: #0b5cad; }
pre { margin: 0; padding: 12px 16px; overflow-x: auto; background: #eceeef; border-radius: 4px; font-size: 13px; }
.figure { width: 100%; max-width: 880px; }
`;
