// The scan, MCU by MCU: blocks in the window are decoded, the others stepped over; as soon as a row
// of the image is whole, it goes on as RGBX.
import { openSegment, reader, segmentRoom } from "./bits";
import { block, clearBlock, decodeBlock } from "./blocks";
import { greyToRgbx, rgbToRgbx, yccToRgbx } from "./colour";
import { forgetDamage, isDamaged } from "./damage";
import { colours, component, count, height, hMost, vMost, width, YCC } from "./frame";
import { prepareSkips } from "./huffman";
import { accurate } from "./idct/accurate";
import { fast } from "./idct/fast";
import { accurateMultipliers, fastMultipliers } from "./idct/multipliers";
import { quantiser, restartInterval, scanStart } from "./markers";
import { allocate } from "./memory";
import { nextRow, takeRow } from "./sink";
import { skipBlock } from "./skip";
import { DAMAGED, OK, TOO_LARGE } from "./status";
import { needsContext, prepareUpsampling, rowOf } from "./upsample";

let useFast: bool = false;
/** The window in MCUs: [firstColumn, lastColumn) × [firstRow, lastRow). */
let firstColumn: i32 = 0;
let lastColumn: i32 = 0;
let firstRow: i32 = 0;
let lastRow: i32 = 0;
/** Whether a row needs chroma from the MCU row below. */
let context: bool = false;

/** Decodes the window [x0, x1) × [y0, y1) row by row into the sink. The file ends at `end`. */
export function decodeScan(end: usize, dct: i32, x0: i32, y0: i32, x1: i32, y1: i32): i32 {
  useFast = dct !== 0;
  const across = hMost << 3;
  const high = vMost << 3;
  // Chroma is filtered with its neighbours: two more pixels on each side.
  context = false;
  for (let i = 0; i < count; i++) if (needsContext(component(i))) context = true;
  const margin = context ? 2 : 0;
  firstColumn = max(0, x0 - 2) / across;
  lastColumn = (min(width, x1 + 2) + across - 1) / across;
  firstRow = max(0, y0 - margin) / high;
  lastRow = (min(height, y1 + margin) + high - 1) / high;
  const room = segmentRoom(end - scanStart);
  const bits = allocate(room);
  if (bits === 0 || !preparePlanes(x1 - x0)) return TOO_LARGE;

  const columns = (width + across - 1) / across;
  if (firstRow > 0 || firstColumn > 0 || lastColumn < columns)
    for (let i = 0; i < count; i++) prepareSkips(component(i).acTable);
  const top = bits + room;
  let marker = openSegment(scanStart, end, top);
  let left = restartInterval;
  let restarts = 0;
  let y = y0;
  forgetDamage();
  clearBlock();
  clearPredictors();
  for (let row = 0; row < lastRow; row++) {
    for (let column = 0; column < columns; column++) {
      if (restartInterval !== 0) {
        if (left === 0) {
          if (reader.leftover() || marker !== 0xd0 + restarts) return DAMAGED;
          marker = openSegment(reader.next + 2, end, top);
          restarts = (restarts + 1) & 7;
          left = restartInterval;
          clearPredictors();
        }
        left--;
      }
      if (row >= firstRow && column >= firstColumn && column < lastColumn) decodeMcu(row, column);
      else skipMcu();
      if (reader.overrun()) return DAMAGED;
    }
    if (isDamaged()) return DAMAGED;
    const whole = row === lastRow - 1 ? y1 : min(y1, (row + 1) * high - (context ? 1 : 0));
    for (; y < whole; y++) emitRow(y, x0, x1);
  }
  const toTheEnd = lastRow * high >= height;
  if (toTheEnd && reader.leftover()) return DAMAGED;
  while (marker >= 0xd0 && marker <= 0xd7 && !toTheEnd)
    marker = openSegment(reader.next + 2, end, top);
  return marker === 0xd9 ? OK : DAMAGED;
}

function preparePlanes(columns: i32): bool {
  for (let i = 0; i < count; i++) {
    const c = component(i);
    if (useFast) fastMultipliers(quantiser(c.quantiser), c.multipliers);
    else accurateMultipliers(quantiser(c.quantiser), c.multipliers);
    c.left = (firstColumn * c.h) << 3;
    c.stride = (<usize>((lastColumn - firstColumn) * c.h)) << 3;
    c.plane = allocate(<u64>c.stride * <u64>(c.rowMask + 1));
    c.row = allocate(<u64>columns + 32);
    if (c.plane === 0 || c.row === 0) return false;
  }
  return prepareUpsampling(columns);
}

function clearPredictors(): void {
  for (let i = 0; i < count; i++) component(i).predictor = 0;
}

function decodeMcu(row: i32, column: i32): void {
  for (let i = 0; i < count; i++) {
    const c = component(i);
    const predictor = c.predictorAt();
    let line =
      c.plane +
      <usize>(((row * c.v) << 3) & c.rowMask) * c.stride +
      ((<usize>((column - firstColumn) * c.h)) << 3);
    for (let v = 0; v < c.v; v++) {
      for (let h = 0; h < c.h; h++) {
        const last = decodeBlock(reader, c.dcTable, c.acTable, predictor);
        const to = line + ((<usize>h) << 3);
        if (useFast) fast(block, c.multipliers, last, to, c.stride);
        else accurate(block, c.multipliers, last, to, c.stride);
      }
      line += c.stride << 3;
    }
  }
}

function skipMcu(): void {
  for (let i = 0; i < count; i++) {
    const c = component(i);
    const predictor = c.predictorAt();
    for (let n = c.h * c.v; n > 0; n--) skipBlock(reader, c.dcTable, c.acTable, predictor);
  }
}

function emitRow(y: i32, x0: i32, x1: i32): void {
  const to = nextRow();
  const n = x1 - x0;
  const first = rowOf(component(0), y, x0, x1);
  if (count === 1) greyToRgbx(first, to, n);
  else {
    const second = rowOf(component(1), y, x0, x1);
    const third = rowOf(component(2), y, x0, x1);
    if (colours === YCC) yccToRgbx(first, second, third, to, n);
    else rgbToRgbx(first, second, third, to, n);
  }
  takeRow();
}
