import { ImageNetV2Error, type ImageTensor } from "@imagenet-v2/core";
import { shortOfRoom } from "../kernel/instance.ts";
import { checkSize, defaultMaxPixels } from "../limits.ts";
import { type Chunk, compressedImage } from "./chunks.ts";
import { corruptPng } from "./corrupt.ts";
import { checkRest, grey, type OpenPng, openPng } from "./header.ts";
import { Inflation } from "./inflate.ts";
import { bitsOf, passesOf } from "./passes.ts";
import { rowWriter } from "./pixels.ts";
import { unfilter } from "./unfilter.ts";

export interface PngOptions {
  readonly name?: string | undefined;
  readonly maxPixels?: number | undefined;
  /** Where the pixels go. Default: new memory. */
  readonly into?: Uint8Array | undefined;
}

/** No stream of deflate becomes more than this times as long. */
const maxInflation = 1032;

/**
 * The pixels of a PNG, as Pillow gives them after `convert("RGB")`: alpha and transparent colours are
 * dropped, gamma and profiles ignored.
 *
 * @param bytes that begin with PNG's signature
 * @throws CORRUPT_IMAGE, IMAGE_TOO_LARGE; UNSUPPORTED for 16-bit grey; RangeError if the pixels do not
 * fit into `into`
 */
export function decodePng(
  bytes: Uint8Array,
  { name = "image", maxPixels = defaultMaxPixels, into }: PngOptions = {},
): ImageTensor {
  const png = openPng(bytes, name);
  const { width, height, colour, depth } = png.header;
  checkSize(width, height, maxPixels, name);
  if (colour === grey && depth === 16) {
    const feature = 'PNG of 16-bit grey, which Pillow\'s convert("RGB") makes white from 255 on';
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `${name}: cannot decode ${feature}.`,
      { feature, image: name },
      { hint: "Scale it to 8 bits and store that." },
    );
  }
  const rows = inflated(bytes, png, name);
  const length = width * height * 3;
  const data = into?.subarray(0, length) ?? allocate(length, name);
  if (data.length < length)
    throw new RangeError(`${name}: ${length} bytes do not fit into 'into'.`);
  writePixels(rows, png, data, name);
  return { data, shape: [height, width, 3], dtype: "uint8" };
}

/** The rows of all passes, still filtered. */
function inflated(bytes: Uint8Array, png: OpenPng, name: string): Uint8Array {
  const { header, firstData } = png;
  const length = passesOf(header).reduce((sum, pass) => sum + pass.rows * (pass.rowLength + 1), 0);
  const cut = () => corruptPng(name, "the file ends before the image does", bytes.length);
  if (length > maxInflation * bytes.length) throw cut();
  const rows = allocate(length, name);
  const inflation = new Inflation(rows);
  let last: Chunk = firstData;
  for (const { piece, chunk } of compressedImage(bytes, firstData)) {
    last = chunk;
    const state = inflation.take(piece);
    if (state === "full") {
      checkRest(bytes, chunk, header.colour, name);
      return rows;
    }
    if (state !== "hungry") {
      const why = state === "damaged" ? "its compressed data are invalid" : "it has too few rows";
      throw corruptPng(name, why, piece.byteOffset - bytes.byteOffset);
    }
  }
  if (last.at + last.length >= bytes.length) throw cut();
  throw corruptPng(name, "it has too few rows", last.at);
}

/** @throws UNSUPPORTED where the machine has less */
function allocate(length: number, name: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw shortOfRoom(
      `${name}: the machine has no more memory to decode it in.`,
      "Give the process more memory, or use fewer workers.",
      cause,
    );
  }
}

function writePixels(rows: Uint8Array, png: OpenPng, out: Uint8Array, name: string): void {
  const { width } = png.header;
  const write = rowWriter(png);
  const step = Math.max(1, bitsOf(png.header) / 8);
  let at = 0;
  for (const { x, y, dx, dy, columns, rows: count, rowLength } of passesOf(png.header)) {
    for (let row = 0; row < count; row++, at += rowLength + 1) {
      if (!unfilter(rows, at, rowLength, row === 0, step)) {
        throw corruptPng(name, `row ${y + row * dy} has an unknown filter`, png.firstData.at);
      }
      write(rows, at + 1, columns, out, 3 * ((y + row * dy) * width + x), 3 * dx);
    }
  }
}
