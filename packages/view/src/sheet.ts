import { abortSignal, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { rasterized } from "#platform";
import { type CaptionStyle, contactCaption } from "./caption.ts";
import { encodeJpeg } from "./encode.ts";
import { typefaces } from "./font.ts";
import { dataUri } from "./html.ts";
import { type Layout, layOut } from "./layout.ts";
import { type ExampleSource, type Picture, readPictures } from "./picture.ts";
import type { Layer } from "./picture-files.ts";
import { sheetPage, titleOf } from "./sheet-page.ts";
import { drawSvg } from "./svg.ts";
import { thumbnail } from "./thumbnail.ts";

export interface SheetOptions {
  /**
   * Rows of pictures at most: no more than `rows × columns` examples are read.
   * @default 4
   */
  readonly rows?: number | undefined;
  /** @default 5 */
  readonly columns?: number | undefined;
  /**
   * Pixels of a cell, which is as high as it is wide.
   * @default 240
   */
  readonly cellWidth?: number | undefined;
  /** Written above the pictures. Default: nothing. */
  readonly title?: string | undefined;
  /** A line below the title, such as where the data is from. Default: nothing. */
  readonly note?: string | undefined;
  /** Which feature is the picture, if an example has several. */
  readonly imageKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Pictures side by side, each with what is known of it. Nothing is written to the disk. */
export interface Sheet {
  /** How many pictures are on it. */
  readonly length: number;
  /** The images among them that cannot be decoded, by name; each has a mark in its place. */
  readonly skipped: readonly string[];
  /**
   * A PNG file. Its text is drawn from a font of this package's own. In Node alone: a page shows `svg()`.
   *
   * @param options.scale pixels for each of the sheet's; 2 for a sharp print @default 1
   */
  png(options?: { readonly scale?: number | undefined }): Promise<Uint8Array>;
  /** An SVG document that needs no font and no other file. */
  svg(): Promise<string>;
  /** A page that needs no other file, runs no script and connects to nothing. */
  html(): Promise<string>;
}

const side = z.int().min(1).max(1000);
const sheetOptions = z.strictObject({
  rows: side.default(4),
  columns: side.default(5),
  cellWidth: z.int().min(48).max(2048).default(240),
  title: z.string().optional(),
  note: z.string().optional(),
  imageKey: z.string().optional(),
  signal: abortSignal.optional(),
});
const pngOptions = z.strictObject({ scale: z.int().min(1).max(2).default(1) });

/**
 * Examples as a contact sheet: the picture in its proportions, and under it readable name, WordNet id
 * and class index, place in storage order, file name.
 *
 * @example
 * const sheet = await contactSheet(dataset, { rows: 3, columns: 4 });
 * await writeFile("sheet.png", await sheet.png());
 *
 * @throws INVALID_OPTION, and what decoding an image throws
 */
export async function contactSheet(
  source: ExampleSource,
  options: SheetOptions = {},
): Promise<Sheet> {
  return makeSheet(source, parseOptions(sheetOptions, options, "contactSheet"), contactCaption);
}

export async function makeSheet(
  source: ExampleSource,
  options: z.output<typeof sheetOptions>,
  caption: CaptionStyle,
): Promise<Sheet> {
  const { rows, columns, cellWidth, title, note } = options;
  const box = 2 * cellWidth;
  const pictures = await readPictures(source, rows * columns, {
    ...options,
    // Two pixels for each of the sheet's, so that pages look sharp; the original is let go.
    prepare: (image) => thumbnail(image, { width: box, height: box, fit: "inside" }),
  });
  const layoutOptions = { columns, cellWidth, caption, title, note };
  return {
    length: pictures.length,
    skipped: pictures.flatMap(({ skipped, fileName }) => (skipped && fileName ? [fileName] : [])),
    svg: async () => {
      const faces = await typefaces();
      const hrefs = await dataUris(pictures);
      const titles = pictures.map(titleOf);
      return drawSvg(layOut(pictures, layoutOptions, faces), faces, { hrefs, titles });
    },
    html: async () => sheetPage(pictures, await dataUris(pictures), layoutOptions),
    png: async (given = {}) => {
      const { scale } = parseOptions(pngOptions, given, "png");
      const faces = await typefaces();
      const layout = layOut(pictures, layoutOptions, faces);
      const layers = await layersOf(layout, pictures, scale);
      return rasterized(drawSvg(layout, faces, { scale }), layers);
    },
  };
}

function dataUris(pictures: readonly Picture[]): Promise<string[]> {
  return Promise.all(
    pictures.map(async ({ image }) => dataUri("image/jpeg", await encodeJpeg(image))),
  );
}

/** Pictures at the size of their cells, to be laid over the captions. */
function layersOf(layout: Layout, pictures: readonly Picture[], scale: number): Promise<Layer[]> {
  return Promise.all(
    pictures.map(async ({ image }, i) => {
      const cell = layout.cells[i]?.image ?? { left: 0, top: 0, width: 1, height: 1 };
      const [width, height] = [cell.width * scale, cell.height * scale];
      const small = await thumbnail(image, { width, height });
      return { image: small, left: cell.left * scale, top: cell.top * scale };
    }),
  );
}
