import { isImageError, isImageNetV2Error } from "@imagenet-v2/core";
import { escapeMarkup } from "@imagenet-v2/core/internal";
import { decodeImage } from "@imagenet-v2/decode";
import type { Dataset, Example } from "@imagenet-v2/loader";
import { levelInWords, percent } from "../certainty/in-words.ts";
import { classDots, classLabels, fieldCaption, fieldChartOf, reliabilityBars } from "./charts.ts";
import { figure, htmlTable, section, style } from "./page.ts";
import type { Report } from "./report.ts";
import {
  accuracyTable,
  className,
  classTable,
  comparisonTable,
  confidenceTable,
  confusedTable,
  enoughForConfidence,
  headline,
  howMadeTable,
  sentences,
} from "./tables.ts";

export interface HtmlReportOptions {
  /** What the report is called. Default: the model, and what it was shown. */
  readonly title?: string | undefined;
  /** Where the pictures come from. Without it the report has none. */
  readonly dataset?: Dataset<Example> | undefined;
  /**
   * Where an explorer of these images is: an http or https URL, or a path relative to the report. Each
   * picture leads to its image there. Default: pictures lead nowhere.
   */
  readonly explorer?: string | undefined;
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
  const [{ chartStyle, fieldChart, rankChart, reliabilityChart }, { explorerLinks, page }] =
    await Promise.all([
      import("@imagenet-v2/view/internal/charts"),
      import("@imagenet-v2/view/internal"),
    ]);
  const { dataset, explorer, signal } = options;
  const linkTo = explorer === undefined ? undefined : explorerLinks(explorer);
  const { warning, place, scores, name } = report;
  const title = headline(report, options.title);
  const body = [
    `<h1>${escapeMarkup(title)}</h1>`,
    options.title === undefined ? "" : `<p>${escapeMarkup(headline(report))}</p>`,
    warning === undefined ? "" : `<p class="warning">${escapeMarkup(warning)}</p>`,
    largeNumber(report),
    htmlTable(accuracyTable(report)),
    ...sentences(report).map((sentence) => `<p>${escapeMarkup(sentence)}</p>`),
    htmlTable(howMadeTable(report)),
    htmlTable(comparisonTable(report)),
    place === undefined
      ? ""
      : section(
          "Among the published models",
          figure(fieldChart(fieldChartOf([{ place, name }])), fieldCaption(place)),
        ),
    scores.calibration === undefined || scores.n < enoughForConfidence
      ? ""
      : section(
          "Is its confidence honest?",
          figure(
            reliabilityChart(reliabilityBars(scores.calibration)),
            "A bar is the images of one range of confidence: how many of them are right. The red dot is how sure it was of them on average. Where it lies on the dashed line, the model is as often right as it is sure.",
          ),
        ),
    htmlTable(confidenceTable(report)),
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
    ...(dataset === undefined ? [] : await mistakePictures(report, { dataset, linkTo, signal })),
    section("To cite", `<p>${escapeMarkup(citation)}</p>`),
  ];
  return page(title, `${style}${chartStyle}`, body.filter(Boolean).join("\n"));
}

/** What most readers came for. */
function largeNumber({ scores: { top1 }, level }: Report): string {
  const [low, high] = top1.interval.map(percent);
  const interval = `top-1, ${levelInWords(level)} interval ${low} to ${high}`;
  return `<p class="number">${percent(top1.accuracy)} <span>${interval}</span></p>`;
}

/** Where pictures come from, and what they lead to. */
interface Pictures {
  readonly dataset: Dataset<Example>;
  readonly linkTo: ((index: number) => string) | undefined;
  readonly signal: AbortSignal | undefined;
}

const citation =
  "Benjamin Recht, Rebecca Roelofs, Ludwig Schmidt, Vaishaal Shankar: Do ImageNet Classifiers Generalize to ImageNet? International Conference on Machine Learning, 2019. arXiv:1902.10811.";

/** The mistakes as pictures, where there is something that makes pictures: some pages have no canvas. */
async function mistakePictures(report: Report, pictures: Pictures): Promise<string[]> {
  try {
    return [await confusedPictures(report, pictures), await surePictures(report, pictures)];
  } catch (error) {
    if (!isImageNetV2Error(error, "UNSUPPORTED") || error.feature !== "canvas") throw error;
    return [section("What it took for something else", `<p>${withoutCanvas}</p>`)];
  }
}

const withoutCanvas =
  "There are no pictures here: the browser that made this report has no OffscreenCanvas.";

/** The mistakes that it was surest of. */
async function surePictures({ sureMistakes, labels }: Report, pictures: Pictures): Promise<string> {
  if (sureMistakes.length === 0) return "";
  const figures: string[] = [];
  for (const { file_name, label, predicted, probability } of sureMistakes) {
    for (const record of pictures.dataset.where({ file_name: [file_name] }).records()) {
      const picture = await pictureOf(record, pictures);
      const caption = `${className(predicted, labels)}, it said, ${percent(probability)} sure. It is ${className(label, labels)}.`;
      figures.push(`<figure>${picture}<figcaption>${escapeMarkup(caption)}</figcaption></figure>`);
    }
  }
  return section("Where it was surest, and wrong", `<div class="sure">${figures.join("\n")}</div>`);
}

/** Pictures of the pairs that are confused most. */
async function confusedPictures({ scores, labels }: Report, pictures: Pictures): Promise<string> {
  const pairs = scores.confused.slice(0, shownPairs);
  if (pairs.length === 0) return "";
  const figures: string[] = [];
  for (const { label, predicted, fileNames, count } of pairs) {
    const shown = fileNames.slice(0, shownPictures);
    const row: string[] = [];
    for (const record of pictures.dataset.where({ file_name: shown }).records()) {
      row.push(await pictureOf(record, pictures));
    }
    const caption = `${className(label, labels)} taken for ${className(predicted, labels)}, ${count === 1 ? "once" : `${count} times`}`;
    figures.push(
      `<figure><figcaption>${escapeMarkup(caption)}</figcaption><div class="pictures">${row.join("")}</div></figure>`,
    );
  }
  return section("What it took for something else", figures.join("\n"));
}

/** A small picture, which leads to the explorer; a mark, where the dataset skips images that cannot be decoded. */
async function pictureOf(
  { index, file_name: name }: { readonly index: number; readonly file_name: string },
  { dataset, linkTo, signal }: Pictures,
): Promise<string> {
  signal?.throwIfAborted();
  const picture = await drawn(dataset, index, name, signal);
  return linkTo === undefined ? picture : `<a href="${escapeMarkup(linkTo(index))}">${picture}</a>`;
}

async function drawn(
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
