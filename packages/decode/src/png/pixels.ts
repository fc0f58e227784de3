import { grey, greyAlpha, indexed, type OpenPng } from "./header.ts";
import { bitsOf } from "./passes.ts";

/** Writes `columns` pixels from byte `at` of `row` on to `out` from `to` on, `step` bytes apart. */
export type WriteRow = (
  row: Uint8Array,
  at: number,
  columns: number,
  out: Uint8Array,
  to: number,
  step: number,
) => void;

/** How the rows of a PNG become RGB, by the rules of Pillow's `convert("RGB")`. */
export function rowWriter({ header, palette }: OpenPng): WriteRow {
  const { depth, colour } = header;
  if (colour === indexed) return lookUp(depth, entries(palette));
  if (colour === grey) return lookUp(depth, greys(depth));
  // Alpha is dropped, and of 16 bits the lower 8.
  const sample = depth / 8;
  const isGrey = colour === greyAlpha;
  return copy(bitsOf(header) / 8, isGrey ? 0 : sample, isGrey ? 0 : 2 * sample);
}

/** An index without a colour is black. */
function entries(palette: Uint8Array): Uint8Array {
  const table = new Uint8Array(768);
  table.set(palette);
  return table;
}

function greys(depth: number): Uint8Array {
  const white = 2 ** depth - 1;
  return Uint8Array.from({ length: 3 * (white + 1) }, (_, i) => (Math.floor(i / 3) * 255) / white);
}

/** One sample a pixel, of 1, 2, 4 or 8 bits, the highest bits first. */
function lookUp(depth: number, table: Uint8Array): WriteRow {
  const mask = 2 ** depth - 1;
  return (row, at, columns, out, to, step) => {
    for (let x = 0, bit = 0; x < columns; x++, bit += depth, to += step) {
      const byte = row[at + (bit >> 3)] as number;
      const entry = 3 * ((byte >> (8 - depth - (bit & 7))) & mask);
      out[to] = table[entry] as number;
      out[to + 1] = table[entry + 1] as number;
      out[to + 2] = table[entry + 2] as number;
    }
  };
}

/** Whole bytes a sample: `length` a pixel, with red at 0. */
function copy(length: number, green: number, blue: number): WriteRow {
  return (row, at, columns, out, to, step) => {
    for (let x = 0; x < columns; x++, at += length, to += step) {
      out[to] = row[at] as number;
      out[to + 1] = row[at + green] as number;
      out[to + 2] = row[at + blue] as number;
    }
  };
}
