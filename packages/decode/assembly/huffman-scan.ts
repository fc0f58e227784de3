// A Huffman-coded scan into the coefficients: of a progressive image, or of some components of a
// sequential one.
import { full, moved, reader, topped, valueIn } from "./bits";
import { blockAt, Component, mcuColumns, mcuRows } from "./frame";
import { LOOK_BITS, PAIRS, symbolOf } from "./huffman";
import { progressive, restartInterval } from "./markers";
import { noteGoodRows } from "./progress";
import { bandEnd, bandStart, bitsAfter, refines, scanCount, scanned } from "./scan-header";
import { beginSegments, exhausted, noteEnd, restart, restartIsDue } from "./segments";
import { CUT, OK } from "./status";
import { pending } from "./stream";
import { nonZero } from "./wide";

// What a scan does to each block.
const SEQUENTIAL: i32 = 0;
const FIRST_DC: i32 = 1;
const REFINE_DC: i32 = 2;
const FIRST_AC: i32 = 3;
const REFINE_AC: i32 = 4;

let kind: i32 = 0;
/** Blocks to come that have nothing more in the band. */
let run: i32 = 0;

/** Reads the scan whose header was read last. */
export function decodeHuffmanScan(): i32 {
  if (!progressive) kind = SEQUENTIAL;
  else if (bandStart === 0) kind = refines() ? REFINE_DC : FIRST_DC;
  else kind = refines() ? REFINE_AC : FIRST_AC;
  run = 0;
  beginSegments();
  // A file that no marker ends is cut: more scans or an end would have to follow.
  if (pending === 0) return CUT;
  return scanCount === 1 ? readBlocks(scanned(0)) : readMcus();
}

/** A scan of one component: block by block, without those that only fill an MCU. */
function readBlocks(c: Component): i32 {
  for (let y = 0; y < c.rows; y++) {
    const row = blockAt(c, y, 0);
    for (let x = 0; x < c.columns; x++) {
      const status = beginMcu();
      if (status !== OK) return status;
      if (exhausted) {
        if (restartInterval === 0) return OK;
        continue;
      }
      readBlock(c, row + ((<usize>x) << 7));
      endMcu(y / c.declared);
    }
  }
  return OK;
}

function readMcus(): i32 {
  for (let row = 0; row < mcuRows; row++) {
    for (let column = 0; column < mcuColumns; column++) {
      const status = beginMcu();
      if (status !== OK) return status;
      if (exhausted) {
        if (restartInterval === 0) return OK;
        continue;
      }
      for (let i = 0; i < scanCount; i++) {
        const c = scanned(i);
        for (let v = 0; v < c.v; v++)
          for (let h = 0; h < c.h; h++) readBlock(c, blockAt(c, row * c.v + v, column * c.h + h));
      }
      endMcu(row);
    }
  }
  return OK;
}

// @inline
function beginMcu(): i32 {
  return restartIsDue() ? restartScan() : OK;
}

function restartScan(): i32 {
  const status = restart();
  run = 0;
  if (!exhausted) noteGoodRows(i32.MAX_VALUE);
  return status === OK && pending === 0 ? CUT : status;
}

// @inline
function endMcu(row: i32): void {
  noteEnd();
  if (exhausted) noteGoodRows(row);
}

function readBlock(c: Component, block: usize): void {
  switch (kind) {
    case FIRST_AC:
      if (run > 0) run--;
      else firstAc(c.acTable, block);
      return;
    case REFINE_AC:
      refineAc(c.acTable, block);
      return;
    case FIRST_DC:
      firstDc(c, block);
      return;
    case REFINE_DC:
      refineDc(block);
      return;
    default:
      firstDc(c, block);
      sequentialAc(c.acTable, block);
  }
}

/** A coefficient, in zigzag order; libjpeg puts those beyond the last over it. */
// @inline
function put(block: usize, k: i32, value: i32): void {
  store<i16>(block + ((<usize>min(k, 63)) << 1), value);
}

function firstDc(c: Component, block: usize): void {
  let bits = topped(reader.bits, reader.at, reader.count);
  const at = moved(reader.at, reader.count);
  let count = full(reader.count);
  const code = symbolOf(c.dcTable, bits);
  const size = code & 255;
  bits <<= code >> 8;
  const dc = c.predictor + <i32>valueIn(bits, size);
  bits <<= size;
  count -= (code >> 8) + size;
  c.predictor = dc;
  store<i16>(block, progressive ? dc << bitsAfter : dc);
  reader.bits = bits;
  reader.at = at;
  reader.count = count;
}

function refineDc(block: usize): void {
  const bits = topped(reader.bits, reader.at, reader.count);
  const at = moved(reader.at, reader.count);
  const count = full(reader.count);
  if (<i64>bits < 0) store<i16>(block, <i32>load<i16>(block) | (1 << bitsAfter));
  reader.bits = bits << 1;
  reader.at = at;
  reader.count = count - 1;
}

function sequentialAc(table: usize, block: usize): void {
  let bits = reader.bits;
  let at = reader.at;
  let count = reader.count;
  for (let k = 1; k < 64; k++) {
    bits = topped(bits, at, count);
    at = moved(at, count);
    count = full(count);
    const code = symbolOf(table, bits);
    const size = code & 15;
    const zeros = (code & 255) >> 4;
    bits <<= code >> 8;
    count -= (code >> 8) + size;
    k += zeros;
    if (size !== 0) {
      put(block, k, <i32>valueIn(bits, size));
      bits <<= size;
    } else if (zeros !== 15) break;
  }
  reader.bits = bits;
  reader.at = at;
  reader.count = count;
}

/** The upper bits of a band of coefficients. */
function firstAc(table: usize, block: usize): void {
  let bits = reader.bits;
  let at = reader.at;
  let count = reader.count;
  const end = bandEnd;
  const shift = bitsAfter;
  let k = bandStart - 1;
  while (k < end) {
    bits = topped(bits, at, count);
    at = moved(at, count);
    count = full(count);
    // One or two values that the table knows: see `pairEntry`.
    const pair: u64 = load<u32>(table + ((<usize>(bits >>> (64 - LOOK_BITS))) << 2), PAIRS);
    const firstSize = (pair >> 22) & 15;
    if (firstSize !== 0) {
      const firstCode = (pair >> 18) & 15;
      k += (<i32>pair >> 6) & 63;
      put(block, k, (<i32>valueIn(bits << firstCode, firstSize)) << shift);
      let taken = firstCode + firstSize;
      const second = <i32>pair >> 26;
      if (second !== 0 && k < end) {
        k += (<i32>pair >> 12) & 63;
        put(block, k, second << shift);
        taken = pair & 31;
      }
      bits <<= taken;
      count -= taken;
      continue;
    }
    const code = symbolOf(table, bits);
    const size = code & 15;
    const zeros = (code & 255) >> 4;
    bits <<= code >> 8;
    count -= code >> 8;
    k += zeros + 1;
    if (size !== 0) {
      put(block, k, (<i32>valueIn(bits, size)) << shift);
      bits <<= size;
      count -= size;
    } else if (zeros !== 15) {
      run = runOf(bits, zeros) - 1;
      bits <<= zeros;
      count -= zeros;
      break;
    }
  }
  reader.bits = bits;
  reader.at = at;
  reader.count = count;
}

/** How many blocks end here: 2^size and what `size` bits add. */
// @inline
function runOf(bits: u64, size: i32): i32 {
  return (1 << size) | (size === 0 ? 0 : <i32>(bits >>> (64 - size)));
}

/** One more bit of a band of coefficients: new ones are ±1 in it, the others get theirs. */
function refineAc(table: usize, block: usize): void {
  const end = bandEnd;
  const known = nonZero(block) & (~(<u64>0) >> (63 - end));
  let k = bandStart;
  if (run > 0 && known >> k === 0) {
    run--;
    return;
  }
  let bits = reader.bits;
  let at = reader.at;
  let count = reader.count;
  const plus = 1 << bitsAfter;
  while (run === 0 && k <= end) {
    bits = topped(bits, at, count);
    at = moved(at, count);
    count = full(count);
    const code = symbolOf(table, bits);
    let zeros = (code & 255) >> 4;
    let value = 0;
    bits <<= code >> 8;
    count -= code >> 8;
    if ((code & 15) !== 0) {
      value = <i64>bits < 0 ? plus : -plus;
      bits <<= 1;
      count--;
    } else if (zeros !== 15) {
      run = runOf(bits, zeros);
      bits <<= zeros;
      count -= zeros;
      break;
    }
    // Over that many zeros, and all that is known between them.
    while (k <= end) {
      const gap = <i32>ctz(known >> k);
      if (zeros < gap) {
        k = min(k + zeros, end + 1);
        break;
      }
      k += gap;
      zeros -= gap;
      if (count < 1) {
        bits = topped(bits, at, count);
        at = moved(at, count);
        count = full(count);
      }
      if (<i64>bits < 0) correct(block, k, plus);
      bits <<= 1;
      count--;
      k++;
    }
    // Where the band is over before the zeros are, libjpeg puts the coefficient behind it.
    if (value !== 0) put(block, k, value);
    k++;
  }
  if (run > 0) {
    let rest = k > 63 ? 0 : (known >> k) << k;
    for (; rest !== 0; rest &= rest - 1) {
      if (count < 1) {
        bits = topped(bits, at, count);
        at = moved(at, count);
        count = full(count);
      }
      if (<i64>bits < 0) correct(block, <i32>ctz(rest), plus);
      bits <<= 1;
      count--;
    }
    run--;
  }
  reader.bits = bits;
  reader.at = at;
  reader.count = count;
}

/** A bit that is one: a coefficient gets further from zero, unless it has that bit already. */
// @inline
function correct(block: usize, k: i32, plus: i32): void {
  const place = block + ((<usize>k) << 1);
  const old = <i32>load<i16>(place);
  if ((old & plus) === 0) store<i16>(place, old + (old >= 0 ? plus : -plus));
}
