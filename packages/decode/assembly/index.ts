// JPEG to pixels, and pixels to tensors: what JavaScript calls. One image at a time, in this order:
// `input`, `open`, then `pixels`; or `input`, `open`, `plan`, write the plan, `tensor`. An image that is decoded already
// goes in as RGB: `input`, `plan`, …, `resample`; a tensor of bytes: `input`, `floats`. Pointers are byte offsets into `memory`; what is
// negative is a status.
import { widenRgb } from "./colour";
import { decodeWindow, judgeWhole, start } from "./decoding";
import { allocate } from "./memory";
import { normalisePixels, openTensor, tensorBytes, writeRow } from "./normalise";
import { planResampling } from "./resample";
import { intoTensor, nextRow, takeRow } from "./sink";
import { NO_ROOM, OK } from "./status";

export { input, open, pixels, stoppedAt } from "./decoding";
export { height, width } from "./frame";
export { starved } from "./memory";
export { normaliseTable } from "./normalise";
export { acrossTable, downTable } from "./resample";
export { rowsRead } from "./scan";

let tensorAt: usize = 0;

/**
 * Makes room for a tensor of `columns` × `rows`, of which `w` × `h` from (x, y) on come from a source
 * of `sourceWidth` × `sourceHeight`; the rest is black. Then the plan is to be written to
 * `acrossTable()` and `downTable()`. Returns where the tensor will be, or a status.
 */
export function plan(
  sourceWidth: i32,
  sourceHeight: i32,
  columns: i32,
  rows: i32,
  w: i32,
  h: i32,
  x: i32,
  y: i32,
  acrossPairs: i32,
  downPairs: i32,
  verticalFirst: bool,
  kind: i32,
): i32 {
  tensorAt = allocate(tensorBytes(columns, rows, kind));
  if (
    tensorAt === 0 ||
    !planResampling(sourceWidth, sourceHeight, w, h, x, y, acrossPairs, downPairs, verticalFirst)
  )
    return NO_ROOM;
  openTensor(tensorAt, columns, rows, kind);
  if (w !== columns || h !== rows) {
    const black = allocate(3 * <u64>columns);
    if (black === 0) return NO_ROOM;
    memory.fill(black, 0, 3 * columns);
    for (let row = 0; row < rows; row++) writeRow(black, columns, columns, 0, row);
  }
  intoTensor();
  return <i32>tensorAt;
}

/** Decodes the window that the plan was made for into its tensor. */
export function tensor(x0: i32, y0: i32, x1: i32, y1: i32): i32 {
  const status = decodeWindow(x0, y0, x1, y1);
  return status === OK ? OK : judgeWhole(status);
}

/** Resamples the window of the RGB image at the input that the plan was made for into its tensor. */
export function resample(imageWidth: i32, x0: i32, y0: i32, x1: i32, y1: i32): i32 {
  for (let y = y0; y < y1; y++) {
    widenRgb(start + (<usize>y * <usize>imageWidth + <usize>x0) * 3, nextRow(), x1 - x0);
    takeRow();
  }
  return OK;
}

/** Normalises the tensor of `pixels` × 3 bytes at the input: where its floats are, or a status. */
export function floats(pixels: i32, kind: i32): i32 {
  const out = allocate(tensorBytes(pixels, 1, kind));
  if (out === 0) return NO_ROOM;
  normalisePixels(start, out, pixels, kind);
  return <i32>out;
}
