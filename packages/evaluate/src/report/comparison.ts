import type { Comparison } from "../certainty/compare.ts";
import { inWords } from "../certainty/in-words.ts";
import { asText, markdownTable } from "./markdown.ts";
import { comparisonTable } from "./tables.ts";

/** How a page of comparisons is to be. */
export interface ComparisonPageOptions {
  /** Default: the models, and how many images they were shown. */
  readonly title?: string | undefined;
  /** Sentences that go before the numbers: that these are not all images, for one. */
  readonly notes?: readonly string[] | undefined;
}

/** What comparisons say, in GitHub's Markdown. */
export function markdownComparison(
  comparisons: readonly Comparison[],
  { title = titleOf(comparisons), notes = [] }: ComparisonPageOptions = {},
): string {
  const blocks = [
    `# ${asText(title)}`,
    ...notes.map((note) => `**${asText(note)}**`),
    ...comparisons.map((each) => asText(inWords(each))),
    markdownTable(comparisonTable({ comparisons })),
  ];
  return `${blocks.join("\n\n")}\n`;
}

export function titleOf(comparisons: readonly Comparison[]): string {
  const names = [...new Set(comparisons.flatMap((each) => each.names))];
  const [{ n, k } = { n: 0, k: 1 }] = comparisons;
  const models = names.length === 2 ? names.join(" against ") : `${names.length} models`;
  return `${models}: top-${k} on ${n.toLocaleString("en")} images`;
}
