// The window that is wanted, the planes of samples that it is made of, and its finished rows.
import { greyToRgbx, rgbToRgbx, yccToRgbx } from "./colour";
import {
  Component,
  colours,
  component,
  count,
  GREY,
  height,
  hMost,
  RGB,
  vMost,
  width,
  YCC,
  YCCK,
} from "./frame";
import { accurate, constant } from "./idct/accurate";
import { fast } from "./idct/fast";
import { accurateMultipliers, fastMultipliers } from "./idct/multipliers";
import { flat } from "./idct/vectors";
import { cmykToRgbx, ycckToRgbx } from "./inks";
import { allocate } from "./memory";
import { tensorFlow } from "./reference";
import { nextRow, takeRow } from "./sink";
import { prepareUpsampling, rowOf } from "./upsample";

let x0: i32 = 0;
let x1: i32 = 0;
let y1: i32 = 0;
/** The next row of the image to be finished. */
let y: i32 = 0;
/** The window in MCUs of all components: [firstColumn, lastColumn) × [firstRow, lastRow). */
export let firstColumn: i32 = 0;
export let lastColumn: i32 = 0;
export let firstRow: i32 = 0;
export let lastRow: i32 = 0;
/** Whether a row needs samples from the MCU row below. */
let context: bool = false;

/** The window [left, right) × [top, bottom); false where there is no room for its planes. */
export function openWindow(left: i32, top: i32, right: i32, bottom: i32): bool {
  x0 = left;
  x1 = right;
  y = top;
  y1 = bottom;
  const across = hMost << 3;
  const high = vMost << 3;
  // Enlarged samples are filtered with their neighbours: two more pixels on each side.
  context = false;
  for (let i = 0; i < count; i++) if (component(i).needsContext()) context = true;
  const margin = context ? 2 : 0;
  firstColumn = max(0, left - 2) / across;
  lastColumn = (min(width, right + 2) + across - 1) / across;
  firstRow = max(0, top - margin) / high;
  lastRow = (min(height, bottom + margin) + high - 1) / high;
  for (let i = 0; i < count; i++) {
    const c = component(i);
    c.left = (firstColumn * c.h) << 3;
    c.stride = (<usize>((lastColumn - firstColumn) * c.h)) << 3;
    c.plane = allocate(<u64>c.stride * <u64>(c.rowMask + 1));
    c.row = allocate(<u64>(right - left) + 64);
    if (c.plane === 0 || c.row === 0) return false;
  }
  return prepareUpsampling(right - left);
}

/** The multipliers of all components; zeros for one that no scan brought. */
export function prepareMultipliers(): void {
  for (let i = 0; i < count; i++) {
    const c = component(i);
    if (c.latched === 0) memory.fill(c.multipliers, 0, 128);
    else if (tensorFlow) fastMultipliers(c.latched, c.multipliers);
    else accurateMultipliers(c.latched, c.multipliers);
  }
}

/** Where the block of a component goes that is in the given row and column of its blocks. */
// @inline
export function placeOf(c: Component, row: i32, column: i32): usize {
  return c.rowAt(row << 3) + ((<usize>column) << 3);
}

/** The samples of a block, which is all zeros afterwards: see `accurate`. */
// @inline
export function transform(c: Component, block: usize, last: i32, to: usize): void {
  if (tensorFlow) fast(block, c.multipliers, last, to, c.stride);
  else accurate(block, c.multipliers, last, to, c.stride);
}

/** The samples of a block that is missing: grey. */
export function transformNothing(c: Component, to: usize): void {
  flat(tensorFlow ? 0 : constant(0), to, c.stride);
}

/** MCU row `row` is in the planes: finishes all rows that nothing below changes. */
export function finishRows(row: i32): void {
  const whole = row === lastRow - 1 ? y1 : min(y1, (((row + 1) * vMost) << 3) - (context ? 1 : 0));
  for (; y < whole; y++) {
    emitRow();
    takeRow();
  }
}

function emitRow(): void {
  const to = nextRow();
  const n = x1 - x0;
  const first = rowOf(component(0), y, x0, x1);
  if (colours === GREY) {
    greyToRgbx(first, to, n);
    return;
  }
  const second = rowOf(component(1), y, x0, x1);
  const third = rowOf(component(2), y, x0, x1);
  if (colours === YCC) yccToRgbx(first, second, third, to, n);
  else if (colours === RGB) rgbToRgbx(first, second, third, to, n);
  else {
    const fourth = rowOf(component(3), y, x0, x1);
    if (colours === YCCK) ycckToRgbx(first, second, third, fourth, to, n);
    else cmykToRgbx(first, second, third, fourth, to, n);
  }
}
