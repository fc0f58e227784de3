// Where finished rows go: packed into an image, or through the resampler into a tensor.
import { packRgb } from "./colour";
import { allocate } from "./memory";
import { pushRow, sourceRow } from "./resample";

let resampling: bool = false;
let taken: i32 = 0;
let columns: i32 = 0;
let out: usize = 0;
let row: usize = 0;

/** Rows become an RGB image at `to`, one after the other; false where there is no room. */
export function intoImage(to: usize, width: i32): bool {
  resampling = false;
  taken = 0;
  columns = width;
  out = to;
  row = allocate(((<u64>width) << 2) + 64);
  return row !== 0;
}

/** Rows go through the resampler. */
export function intoTensor(): void {
  resampling = true;
  taken = 0;
}

/** Where the next row is to be written, as RGBX. Up to 15 pixels more may be. */
export function nextRow(): usize {
  return resampling ? sourceRow(taken) : row;
}

/** The next row is there. */
export function takeRow(): void {
  if (resampling) pushRow(taken);
  else packRgb(row, out + <usize>taken * <usize>columns * 3, columns);
  taken++;
}
