import type { ImageTensor } from "@imagenet-v2/core";
import { abortSignal, escapeTerminal, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { wrap } from "./caption.ts";
import { halfBlocks } from "./half-blocks.ts";
import { cannotBeDecoded } from "./mark.ts";
import {
  type ExampleSource,
  labelCaption,
  type Picture,
  readableName,
  readPictures,
} from "./picture.ts";
import { thumbnail } from "./thumbnail.ts";

export interface TerminalSheetOptions {
  /** @default 2 */
  readonly rows?: number | undefined;
  /** Pictures beside each other. Default: as many as find 24 characters each. */
  readonly columns?: number | undefined;
  /**
   * Characters to a line; no line gets longer.
   * @default 80
   */
  readonly width?: number | undefined;
  /**
   * Whether the terminal shows 24-bit colour. Without it there are no pictures, only what is known
   * of them, and no control character.
   * @default false
   */
  readonly color?: boolean | undefined;
  readonly imageKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const terminalSheetOptions = z.strictObject({
  rows: z.int().min(1).max(1000).default(2),
  columns: z.int().min(1).max(100).optional(),
  width: z.int().min(1).max(10_000).default(80),
  color: z.boolean().default(false),
  imageKey: z.string().optional(),
  signal: abortSignal.optional(),
});

const GAP = 2;
const COMFORTABLE = 24;

/** What is kept of a picture that only its text is shown of. */
const unseen: ImageTensor = { data: new Uint8Array(), shape: [0, 0, 3], dtype: "uint8" };

/**
 * Examples as text for a terminal: each picture in half blocks, two pixels to a character, with its
 * name, WordNet id and class index, place and file name below.
 *
 * @returns lines, each with its line break
 * @throws INVALID_OPTION, and what decoding an image throws
 */
export async function terminalSheet(
  source: ExampleSource,
  options: TerminalSheetOptions = {},
): Promise<string> {
  const { rows, width, color, ...rest } = parseOptions(
    terminalSheetOptions,
    options,
    "terminalSheet",
  );
  const most = Math.max(1, Math.floor((width + GAP) / (COMFORTABLE + GAP)));
  const columns = Math.min(
    rest.columns ?? most,
    Math.max(1, Math.floor((width + GAP) / (1 + GAP))),
  );
  const cell = Math.floor((width - (columns - 1) * GAP) / columns);
  // Three quarters as high as wide; a half block is about a square.
  const box = { width: cell, height: Math.max(2, 2 * Math.round((cell * 3) / 8)) };

  const pictures = await readPictures(source, rows * columns, {
    ...rest,
    prepare: async (image) => (color ? thumbnail(image, { ...box, fit: "inside" }) : unseen),
  });
  if (!color) return pictures.map((picture) => plainLines(picture, width)).join("");

  let sheet = "";
  for (let first = 0; first < pictures.length; first += columns) {
    const row = pictures.slice(first, first + columns);
    const cells = row.map((picture) => [
      ...halfBlocks(picture.image, box),
      ...caption(picture, cell).map((line) => line.padEnd(cell)),
    ]);
    const tallest = Math.max(...cells.map((lines) => lines.length));
    for (let line = 0; line < tallest; line++) {
      const pieces = cells.map((lines) => lines[line] ?? " ".repeat(cell));
      sheet += `${pieces.join(" ".repeat(GAP)).trimEnd()}\n`;
    }
    if (first + columns < pictures.length) sheet += "\n";
  }
  return sheet;
}

function caption(picture: Picture, width: number): string[] {
  return textsOf(picture).flatMap((text) => wrap(text, (piece) => piece.length <= width));
}

function plainLines(picture: Picture, width: number): string {
  const texts = textsOf(picture);
  const line = texts.join("  ");
  const lines = line.length <= width ? [line] : texts.flatMap((text, i) => indent(text, i, width));
  return lines.map((each) => `${each}\n`).join("");
}

function indent(text: string, position: number, width: number): string[] {
  const margin = position === 0 || width < 8 ? "" : "  ";
  return wrap(text, (piece) => piece.length <= width - margin.length).map((each) => margin + each);
}

function textsOf({ index, fileName, skipped, ...picture }: Picture): string[] {
  const numbers = [labelCaption(picture), index === undefined ? undefined : `#${index}`].filter(
    (text) => text !== undefined,
  );
  const mark = skipped ? cannotBeDecoded : undefined;
  return [readableName(picture), mark, numbers.join(" ") || undefined, fileName]
    .filter((text) => text !== undefined)
    .map(escapeTerminal);
}
