// Images whose coefficients come in several scans, or by arithmetic coding: all are kept until the last
// scan is read, then made into samples.
import { decodeArithmeticScan } from "./arithmetic";
import { block, clearBlock, offsetOf } from "./blocks";
import { readEnd } from "./ending";
import { blockAt, Component, component, count } from "./frame";
import { decodeHuffmanScan } from "./huffman-scan";
import { arithmetic, END, progressive, readMarkers, SCAN } from "./markers";
import { allocate } from "./memory";
import { prepareScan } from "./prepare-scan";
import { scanCount, scans } from "./scan-header";
import { prepareSegments } from "./segments";
import { prepareSmoothing, smooth, smoothBlock } from "./smoothing";
import { NO_ROOM, OK, TOO_MANY_SCANS } from "./status";
import { nonZero } from "./wide";
import {
  finishRows,
  firstColumn,
  firstRow,
  lastColumn,
  lastRow,
  placeOf,
  prepareMultipliers,
  transform,
} from "./window";

/** More blocks than this, over all scans, are not read: some seconds of work. */
const MOST_BLOCKS: u64 = 1 << 28;

/** Decodes the window row by row into the sink, and reads on to the end of the image. */
export function decodeCoefficients(): i32 {
  let blocks: u64 = 0;
  for (let i = 0; i < count; i++) {
    const c = component(i);
    const columns = roundUp(c.columns, c.h);
    const size = (<u64>columns * <u64>roundUp(c.rows, c.declared)) << 7;
    c.pitch = (<usize>columns) << 7;
    c.coefficients = allocate(size);
    if (c.coefficients === 0) return NO_ROOM;
    memory.fill(c.coefficients, 0, <usize>size);
    blocks += size >> 7;
  }
  if (!arithmetic && !prepareSegments()) return NO_ROOM;
  const status = progressive || scanCount < count ? readScans(blocks) : readLoneScan();
  if (status !== OK) return status;
  prepareMultipliers();
  clearBlock();
  prepareSmoothing();
  for (let row = firstRow; row < lastRow; row++) {
    for (let i = 0; i < count; i++) fillPlane(component(i), i, row);
    finishRows(row);
  }
  return OK;
}

function roundUp(n: i32, unit: i32): i32 {
  return ((n + unit - 1) / unit) * unit;
}

function readLoneScan(): i32 {
  const status = readScan();
  return status === OK ? readEnd() : status;
}

/** Every scan up to the end of the image; the first is prepared. */
function readScans(blocks: u64): i32 {
  while (true) {
    let status = readScan();
    if (status !== OK) return status;
    status = readMarkers();
    if (status === END) return OK;
    if (status !== SCAN) return status;
    if (<u64>scans * blocks > MOST_BLOCKS) return TOO_MANY_SCANS;
    status = prepareScan();
    if (status !== OK) return status;
  }
}

function readScan(): i32 {
  return arithmetic ? decodeArithmeticScan() : decodeHuffmanScan();
}

/** MCU row `row` of a component, as far as the window wants it. */
function fillPlane(c: Component, index: i32, row: i32): void {
  const rows = min(c.rows, (row + 1) * c.v);
  const columns = min(c.columns, lastColumn * c.h);
  for (let y = row * c.v; y < rows; y++) {
    const line = placeOf(c, y, 0);
    for (let x = firstColumn * c.h; x < columns; x++) {
      const kept = smooth ? smoothBlock(c, index, y, x) : blockAt(c, y, x);
      const last = unzigzag(kept);
      transform(c, block, last, line + ((<usize>x) << 3));
    }
  }
}

/** Makes a block that is kept in zigzag order one that is to be transformed; returns its last coefficient. */
function unzigzag(kept: usize): i32 {
  const known = nonZero(kept);
  if (known === 0) return 0;
  for (let rest = known; rest !== 0; rest &= rest - 1) {
    const k = <i32>ctz(rest);
    store<i16>(block + offsetOf(k), load<i16>(kept + ((<usize>k) << 1)));
  }
  return 63 - <i32>clz(known);
}
