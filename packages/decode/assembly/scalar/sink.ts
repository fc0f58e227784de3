// ../sink.ts where nothing is resampled.
import { allocate } from "../memory";
import { packRgb } from "./colour";

let taken: i32 = 0;
let columns: i32 = 0;
let out: usize = 0;
let row: usize = 0;

export function intoImage(to: usize, width: i32): bool {
  taken = 0;
  columns = width;
  out = to;
  row = allocate(((<u64>width) << 2) + 64);
  return row !== 0;
}

export function nextRow(): usize {
  return row;
}

export function takeRow(): void {
  packRgb(row, out + <usize>taken * <usize>columns * 3, columns);
  taken++;
}
