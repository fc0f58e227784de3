import { escapeMarkup } from "@imagenet-v2/core/internal";
import type { Comparison } from "../certainty/compare.ts";
import { inWords } from "../certainty/in-words.ts";
import { type ComparisonPageOptions, titleOf } from "./comparison.ts";
import { htmlTable, style } from "./page.ts";
import { comparisonTable } from "./tables.ts";

/** What comparisons say, as one HTML file that needs nothing else. */
export async function htmlComparison(
  comparisons: readonly Comparison[],
  { title = titleOf(comparisons), notes = [] }: ComparisonPageOptions = {},
): Promise<string> {
  const { page } = await import("@imagenet-v2/view/internal");
  const body = [
    `<h1>${escapeMarkup(title)}</h1>`,
    ...notes.map((note) => `<p class="warning">${escapeMarkup(note)}</p>`),
    ...comparisons.map((each) => `<p>${escapeMarkup(inWords(each))}</p>`),
    htmlTable(comparisonTable({ comparisons })),
  ];
  return page(title, style, body.join("\n"));
}
