import type { DatasetClass, ImageTensor } from "@imagenet-v2/core";
import { escapeMarkup, isBytes } from "@imagenet-v2/core/internal";
import { decodeImage, sniff } from "@imagenet-v2/decode";
import { isJpeg } from "@imagenet-v2/decode/internal";
import { encodePng } from "./encode.ts";
import { dataUri, page } from "./html.ts";
import { classesOf, type ExampleSource, featuresOf, isImage } from "./picture.ts";
import { thumbnail } from "./thumbnail.ts";

const THUMBNAIL = 128;
const LONGEST_TEXT = 1000;

/** Examples as a table, all of them in memory. */
export interface Dataframe {
  /** The features, in the order in which the examples have them. */
  readonly columns: readonly string[];
  /** The examples as they came; `(image, label)` pairs under those names. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /**
   * The table as a page that needs nothing but itself: pictures of at most 128 pixels, labels as
   * `0 (n01440764)`, text escaped and cut behind 1000 characters.
   */
  html(): Promise<string>;
}

/**
 * TFDS's `as_dataframe`: reads the whole dataset, so `take(n)` first. Batches are not supported.
 *
 * @example
 * const { rows, html } = await asDataframe(dataset.take(10));
 * rows[0].label; //=> 355
 *
 * @throws INVALID_OPTION for examples without names
 */
export async function asDataframe(
  dataset: ExampleSource,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Dataframe> {
  const rows: Record<string, unknown>[] = [];
  for await (const example of dataset) {
    options.signal?.throwIfAborted();
    rows.push(featuresOf(example));
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows, html: () => table(columns, rows, classesOf(dataset)) };
}

async function table(...rows: Parameters<typeof markup>): Promise<string> {
  return page("Examples", tableStyle, await markup(...rows));
}

/** The table of {@link asDataframe} alone, for a page that has more on it; needs {@link tableStyle}. */
export async function tableMarkup(dataset: ExampleSource): Promise<string> {
  const { columns, rows } = await asDataframe(dataset);
  return markup(columns, rows, classesOf(dataset));
}

async function markup(
  columns: Dataframe["columns"],
  rows: Dataframe["rows"],
  classes: readonly DatasetClass[],
): Promise<string> {
  const head = ["", ...columns].map((name) => `<th>${escapeMarkup(name)}</th>`).join("");
  const lines: string[] = [];
  for (const [i, row] of rows.entries()) {
    const cells = await Promise.all(
      columns.map(async (column) => `<td>${await cell(column, row[column], row, classes)}</td>`),
    );
    lines.push(`<tr><th>${i}</th>${cells.join("")}</tr>`);
  }
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${lines.join("\n")}\n</tbody>\n</table>`;
}

async function cell(
  column: string,
  value: unknown,
  row: Readonly<Record<string, unknown>>,
  classes: readonly DatasetClass[],
): Promise<string> {
  if (isImage(value) && !(isBytes(value) && !isJpeg(value) && sniff(value) !== "PNG")) {
    const name = typeof row.file_name === "string" ? row.file_name : undefined;
    return picture(isBytes(value) ? await decodeImage(value, { name }) : value);
  }
  if (column === "label" && typeof value === "number")
    return escapeMarkup(labelText(value, classes));
  return escapeMarkup(text(value).slice(0, LONGEST_TEXT));
}

async function picture(image: ImageTensor): Promise<string> {
  const [height, width] = image.shape;
  // Small pictures stay as they are.
  const scale = Math.min(1, THUMBNAIL / Math.max(width, height));
  const box = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const small = scale === 1 ? image : await thumbnail(image, box);
  return `<img src="${dataUri("image/png", await encodePng(small))}" alt="Img">`;
}

/** The other way round than under a picture, as in TFDS: `0 (n01440764)`, and `-` for no label. */
function labelText(label: number, classes: readonly DatasetClass[]): string {
  if (label === -1) return "-";
  const { wnid, name = wnid } = classes[label] ?? {};
  return name === undefined ? `${label}` : `${label} (${wnid ?? name})`;
}

function text(value: unknown): string {
  if (value === undefined) return "";
  if (isBytes(value)) return new TextDecoder().decode(value);
  return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
}

export const tableStyle = `
table { border-collapse: collapse; }
th, td { padding: 8px 12px; border-bottom: 1px solid #e2e4e6; text-align: left; vertical-align: middle; }
thead th { position: sticky; top: 0; background: #fbfbfa; }
tbody th { color: #656d76; font-weight: 400; text-align: right; }
td { overflow-wrap: anywhere; }
img { display: block; }
`;
