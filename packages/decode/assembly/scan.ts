// A sequential scan of all components, MCU by MCU: blocks in the window are decoded, the others stepped
// over; as soon as a row of the image is whole, it goes on.
import { reader } from "./bits";
import { block, clearBlock, decodeBlock } from "./blocks";
import { readEnd } from "./ending";
import { component, count, height, mcuColumns, mcuRows, vMost } from "./frame";
import { prepareSkips } from "./huffman";
import { tensorFlow } from "./reference";
import {
  beginSegments,
  exhausted,
  noteEnd,
  passSegments,
  prepareSegments,
  restart,
  restartIsDue,
  unread,
} from "./segments";
import { skipBlock } from "./skip";
import { CUT, NO_ROOM, OK } from "./status";
import { pending } from "./stream";
import {
  finishRows,
  firstColumn,
  firstRow,
  lastColumn,
  lastRow,
  placeOf,
  prepareMultipliers,
  transform,
  transformNothing,
} from "./window";

/** libjpeg reads so many bits ahead that it waits for more of a file that ends within them. */
const AHEAD: i64 = 64;

/** Rows of the image that the scan has: up to where its bits ran out. */
export let rowsRead: i32 = 0;

export function forgetRows(): void {
  rowsRead = 0;
}

/** Decodes the window row by row into the sink, and reads on to the end of the image. */
export function decodeScan(): i32 {
  if (!prepareSegments()) return NO_ROOM;
  prepareMultipliers();
  if (firstRow > 0 || firstColumn > 0 || lastColumn < mcuColumns)
    for (let i = 0; i < count; i++) prepareSkips(component(i).acTable);
  clearBlock();
  beginSegments();
  for (let row = 0; row < lastRow; row++) {
    const status = readRow(row);
    if (status !== OK) return status;
    if (!exhausted) rowsRead = min(height, (row + 1) * (vMost << 3));
    if (row >= firstRow) finishRows(row);
  }
  const status = passSegments((mcuRows - lastRow) * mcuColumns);
  if (status !== OK) return status;
  if (pending === 0) {
    // No marker ends the file: what is left of it must hold the rest of the image.
    if (tensorFlow) return CUT;
    for (let i = 0; i < count; i++) prepareSkips(component(i).acTable);
    for (let n = unread; n > 0 && !exhausted; n--) {
      skipMcu();
      noteEnd();
    }
    if (reader.left() < AHEAD) return CUT;
  }
  return readEnd();
}

/** One row of MCUs; those beside the window are stepped over. */
function readRow(row: i32): i32 {
  for (let column = 0; column < mcuColumns; column++) {
    if (restartIsDue()) {
      const status = restart();
      if (status !== OK) return status;
    }
    const wanted = row >= firstRow && row < lastRow && column >= firstColumn && column < lastColumn;
    if (exhausted) {
      if (wanted) leaveMcu(row, column);
      continue;
    }
    if (wanted) decodeMcu(row, column);
    else skipMcu();
    noteEnd();
  }
  return OK;
}

function decodeMcu(row: i32, column: i32): void {
  for (let i = 0; i < count; i++) {
    const c = component(i);
    const predictor = c.predictorAt();
    for (let v = 0; v < c.v; v++) {
      // Found for each row of blocks: with three of them the ring may end in the middle of an MCU.
      const line = placeOf(c, row * c.v + v, column * c.h);
      for (let h = 0; h < c.h; h++) {
        const last = decodeBlock(reader, c.dcTable, c.acTable, predictor);
        transform(c, block, last, line + ((<usize>h) << 3));
      }
    }
  }
}

/** An MCU that the file does not have. */
function leaveMcu(row: i32, column: i32): void {
  for (let i = 0; i < count; i++) {
    const c = component(i);
    for (let v = 0; v < c.v; v++) {
      const line = placeOf(c, row * c.v + v, column * c.h);
      for (let h = 0; h < c.h; h++) transformNothing(c, line + ((<usize>h) << 3));
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
