import { isImageError } from "@imagenet-v2/core";
import { escapeMarkup } from "@imagenet-v2/core/internal";
import { decodeImage } from "@imagenet-v2/decode";
import type { Dataset, Example } from "@imagenet-v2/loader";
import type { Place } from "../field/rank.ts";
import { classDots, classLabels, fieldChartOf, reliabilityBars } from "./charts.ts";
import type { Report } from "./report.ts";
import {
  accuracyTable,
  className,
  classTable,
  comparisonTable,
  confusedTable,
  headline,
  howMadeTable,
  sentences,
  type Table,
} from "./tables.ts";

export interface HtmlReportOptions {
  /** Where the pictures come from. Without it the report has none. */
  readonly dataset?: Dataset<Example> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** So few classes are said better by a table. */
const fewClasses = 20;
/** How many of the confused pairs have pictures, and how many each at most. */
const shownPairs = 12;
const shownPictures = 6;

/**
 * A report as one HTML file that needs nothing else: charts as SVG, pictures as data. It runs no
 * script and loads nothing, and its policy forbids both; names from outside are text in it.
 */
export async function htmlReport(report: Report, options: HtmlReportOptions = {}): Promise<string> {
  // Loaded when first used: to score a model takes no pictures, and no sharp.
  const [{ chartStyle, fieldChart, rankChart, reliabilityChart }, { page }] = await Promise.all([
    import("@imagenet-v2/view/internal/charts"),
    import("@imagenet-v2/view/internal"),
  ]);
  const { warning, place, scores, name } = report;
  const title = headline(report);
  const body = [
    `<h1>${escapeMarkup(title)}</h1>`,
    warning === undefined ? "" : `<p class="warning">${escapeMarkup(warning)}</p>`,
    htmlTable(accuracyTable(report)),
    ...sentences(report).map((sentence) => `<p>${escapeMarkup(sentence)}</p>`),
    htmlTable(howMadeTable(report)),
    htmlTable(comparisonTable(report)),
    place === undefined
      ? ""
      : section(
          "Among the published models",
          figure(fieldChart(fieldChartOf(place, printable(name))), fieldCaption(place)),
        ),
    scores.calibration === undefined
      ? ""
      : section(
          "Is its confidence honest?",
          figure(
            reliabilityChart(reliabilityBars(scores.calibration)),
            "A bar is the images of one range of confidence: how many of them are right. The red dot is how sure it was of them on average. Where it lies on the dashed line, the model is as often right as it is sure.",
          ),
        ),
    scores.perClass.length > fewClasses
      ? section(
          "Each class",
          figure(
            rankChart(classDots(report), classLabels),
            "A dot is a class; pointed at, it says which.",
          ),
        )
      : "",
    htmlTable(classTable(report)),
    htmlTable(confusedTable(report)),
    await confusedPictures(report, options),
  ];
  return page(title, `${style}${chartStyle}`, body.filter(Boolean).join("\n"));
}

const style = `
body { max-width: 680px; margin: 32px auto; padding: 0 16px; overflow-wrap: anywhere; }
h1 { margin-bottom: 16px; line-height: 1.25; } h2 { margin: 36px 0 8px; font-size: 16px; font-weight: 600; }
p { max-width: 80ch; margin: 10px 0; color: inherit; } .warning { padding: 8px 12px; background: #fff1e5; border-left: 4px solid #bc4c00; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; } th, td { padding: 3px 20px 3px 0; text-align: left; white-space: nowrap; vertical-align: top; font-variant-numeric: tabular-nums; }
th { color: #656d76; font-weight: 400; } .right { text-align: right; }
figure { margin: 12px 0 20px; } figcaption { max-width: 80ch; margin-top: 8px; color: #656d76; }
.mark { width: 100px; height: 100px; display: grid; place-items: center; text-align: center; color: #656d76; background: #eceeef; }
.pictures { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; } figcaption:has(+ .pictures) { color: inherit; }
`;

function section(title: string, content: string): string {
  return `<section><h2>${escapeMarkup(title)}</h2>${content}</section>`;
}

/** A chart with what there is to see in it. */
function figure(chart: string, caption: string): string {
  return `<figure>${chart}<figcaption>${escapeMarkup(caption)}</figcaption></figure>`;
}

/** Nothing, for a table without rows. */
function htmlTable({ title, columns, rows }: Table): string {
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

/** Charts escape markup and keep control characters, which no XML may have. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}

function fieldCaption({ fit, of, val }: Place): string {
  const above =
    val === undefined ? "" : " Above it a model keeps more of its accuracy than they do.";
  return `${of} published models, those of the paper dark. The dashed line is fitted to ${fit.models} of those (probit, slope ${fit.slope.toFixed(2)}).${above} On the grey line nothing is lost.`;
}

/** Pictures of the pairs that are confused most. */
async function confusedPictures(
  { scores, labels }: Report,
  { dataset, signal }: HtmlReportOptions,
): Promise<string> {
  const pairs = scores.confused.slice(0, shownPairs);
  if (dataset === undefined || pairs.length === 0) return "";
  const figures: string[] = [];
  for (const { label, predicted, fileNames, count } of pairs) {
    const shown = fileNames.slice(0, shownPictures);
    const pictures: string[] = [];
    for (const { index, file_name } of dataset.where({ file_name: shown }).records()) {
      signal?.throwIfAborted();
      pictures.push(await pictureOf(dataset, index, file_name, signal));
    }
    const caption = `${className(label, labels)} taken for ${className(predicted, labels)}, ${count === 1 ? "once" : `${count} times`}`;
    figures.push(
      `<figure><figcaption>${escapeMarkup(caption)}</figcaption><div class="pictures">${pictures.join("")}</div></figure>`,
    );
  }
  return section("What it took for something else", figures.join("\n"));
}

/** A small picture; a mark, where the dataset skips images that cannot be decoded. */
async function pictureOf(
  { store, onError }: Dataset<Example>,
  index: number,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const text = escapeMarkup(name);
  const { encodeJpeg, thumbnail } = await import("@imagenet-v2/view");
  const { dataUri } = await import("@imagenet-v2/view/internal");
  try {
    const image = await decodeImage(await store.read(index, { signal }), { name, signal });
    const small = await thumbnail(image, { width: 100, height: 100 });
    const source = dataUri("image/jpeg", await encodeJpeg(small, { quality: 75 }));
    return `<img src="${source}" width="100" height="100" alt="${text}" title="${text}">`;
  } catch (error) {
    if (onError === "throw" || !isImageError(error)) throw error;
    return `<span class="mark" title="${text}">cannot be decoded</span>`;
  }
}
