import type { DatasetInfo } from "@imagenet-v2/core";
import { tableMarkup, tableStyle } from "../dataframe.ts";
import { dataUri, page } from "../html.ts";
import type { ExampleSource } from "../picture.ts";
import { showExamples } from "../show-examples.ts";
import { catalogueStyle, headed, sectionsMarkup } from "./html.ts";
import { sectionsMarkdown } from "./markdown.ts";
import { sections } from "./sections.ts";

/** How many examples the page's table shows. TFDS's catalogue shows as many. */
const EXAMPLES = 10;

export interface CataloguePageOptions {
  /** Where figure and examples come from; without it the HTML page has neither. */
  readonly dataset?: (ExampleSource & { take(count: number): ExampleSource }) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CataloguePage {
  /** Facts only, in GitHub's Markdown. */
  markdown(): string;
  /** A page that needs nothing but itself, with a figure of nine pictures and a table of ten examples. */
  html(): Promise<string>;
}

/**
 * What the TFDS catalogue says of the dataset, on a page: description, homepage, versions, sizes,
 * splits, features, supervised keys, configs, usage, citation, figure, examples.
 */
export function cataloguePage(
  info: DatasetInfo,
  { dataset, signal }: CataloguePageOptions = {},
): CataloguePage {
  const title = info.name;
  return {
    markdown: () => sectionsMarkdown(title, sections(info)),
    html: async () => {
      const body = [sectionsMarkup(title, sections(info))];
      if (dataset !== undefined) body.push(await figure(dataset, signal), await examples(dataset));
      return page(title, `${tableStyle}${catalogueStyle}`, body.join("\n"));
    },
  };
}

async function figure(dataset: ExampleSource, signal: AbortSignal | undefined): Promise<string> {
  const sheet = await showExamples(dataset, { signal });
  const png = dataUri("image/png", await sheet.png());
  return headed(
    "Figure",
    `<img class="figure" src="${png}" alt="The first ${sheet.length} examples">`,
  );
}

async function examples(dataset: NonNullable<CataloguePageOptions["dataset"]>): Promise<string> {
  return headed("Examples", await tableMarkup(dataset.take(EXAMPLES)));
}
