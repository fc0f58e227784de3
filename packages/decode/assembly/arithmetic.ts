// Arithmetic coding: a scan into the coefficients, decision by decision.
import { blockAt, Component, mcuColumns, mcuRows } from "./frame";
import { acLimit, dcLower, dcUpper, progressive, restartInterval } from "./markers";
import { EVEN, estimates } from "./probabilities";
import { tensorFlow } from "./reference";
import { beginRestarts, passRestart } from "./restart";
import { bandEnd, bandStart, bitsAfter, refines, scanCount, scanned } from "./scan-header";
import { CUT, OK, PIECES } from "./status";
import { fileStart, limit, pending, position, readByte, seek } from "./stream";

/** Pillow hands out a file in pieces of this size. */
const PIECE: usize = 65536;

/** u8[16][64] and u8[16][256]: what is known of each decision, by table; and of those that are even. */
const dcStates = memory.data(16 * 64, 16);
const acStates = memory.data(16 * 256, 16);
const evenState = memory.data(16, 16);

/** The interval, its base, and how many bits of the base are ahead; -1 after damage. */
let interval: i64 = 0;
let base: i64 = 0;
let shift: i32 = 0;
let failure: i32 = OK;

/** Reads the scan whose header was read last. */
export function decodeArithmeticScan(): i32 {
  failure = OK;
  beginRestarts();
  clearStates();
  let left = restartInterval;
  const lone = scanCount === 1;
  const first = scanned(0);
  const columns = lone ? first.columns : mcuColumns;
  const rows = lone ? first.rows : mcuRows;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (restartInterval !== 0 && left-- === 0) {
        const status = restart();
        if (status !== OK) return status;
        left = restartInterval - 1;
      }
      if (lone) readBlock(first, blockAt(first, row, column));
      else readMcu(row, column);
      if (failure !== OK) return failure;
    }
  }
  return OK;
}

function readMcu(row: i32, column: i32): void {
  for (let i = 0; i < scanCount; i++) {
    const c = scanned(i);
    for (let v = 0; v < c.v; v++)
      for (let h = 0; h < c.h; h++) readBlock(c, blockAt(c, row * c.v + v, column * c.h + h));
  }
}

function restart(): i32 {
  const from = position;
  const status = passRestart();
  if (status !== OK) return status;
  if (!tensorFlow && (position - 1 - fileStart) / PIECE !== (from - 1 - fileStart) / PIECE)
    return PIECES;
  clearStates();
  return OK;
}

/** Nothing is known at the start of a segment. */
function clearStates(): void {
  for (let i = 0; i < scanCount; i++) {
    const c = scanned(i);
    if (!progressive || (bandStart === 0 && !refines())) {
      memory.fill(dcStates + ((<usize>c.dc) << 6), 0, 64);
      c.predictor = 0;
      c.context = 0;
    }
    if (!progressive || bandStart !== 0) memory.fill(acStates + ((<usize>c.ac) << 8), 0, 256);
  }
  store<u8>(evenState, EVEN);
  interval = 0;
  base = 0;
  shift = -16; // two bytes to begin with
}

function readBlock(c: Component, block: usize): void {
  if (progressive && bandStart === 0 && refines()) {
    if (decide(evenState) !== 0) store<i16>(block, <i32>load<i16>(block) | (1 << bitsAfter));
    return;
  }
  if (shift === -1) return; // damaged: nothing more of this segment
  if (!progressive) {
    if (readDc(c, block, 0)) readAc(c, block, 1, 63, 0);
  } else if (bandStart === 0) readDc(c, block, bitsAfter);
  else if (refines()) refineAc(c, block);
  else readAc(c, block, bandStart, bandEnd, bitsAfter);
}

/** A DC; false where it is damaged. */
function readDc(c: Component, block: usize, up: i32): bool {
  const states = dcStates + ((<usize>c.dc) << 6);
  let state = states + c.context;
  if (decide(state) === 0) c.context = 0;
  else {
    const negative = decide(state + 1);
    state += 2 + negative;
    let size = decide(state);
    if (size !== 0) {
      state = states + 20;
      while (decide(state) !== 0) {
        size <<= 1;
        if (size === 0x8000) return damaged();
        state++;
      }
    }
    // How large it is conditions the next one.
    if (size < (1 << load<u8>(dcLower + c.dc)) >> 1) c.context = 0;
    else c.context = (size > (1 << load<u8>(dcUpper + c.dc)) >> 1 ? 12 : 4) + 4 * negative;
    c.predictor += magnitude(size, state, negative);
  }
  store<i16>(block, c.predictor << up);
  return true;
}

/** Coefficients `from` to `to`. */
function readAc(c: Component, block: usize, from: i32, to: i32, up: i32): void {
  const states = acStates + ((<usize>c.ac) << 8);
  for (let k = from; k <= to; k++) {
    let state = states + 3 * (k - 1);
    if (decide(state) !== 0) return; // the end of the block
    while (decide(state + 1) === 0) {
      state += 3;
      k++;
      if (k > to) {
        damaged();
        return;
      }
    }
    const negative = decide(evenState);
    state += 2;
    let size = decide(state);
    if (size !== 0 && decide(state) !== 0) {
      size <<= 1;
      state = states + (k <= <i32>load<u8>(acLimit + c.ac) ? 189 : 217);
      while (decide(state) !== 0) {
        size <<= 1;
        if (size === 0x8000) {
          damaged();
          return;
        }
        state++;
      }
    }
    store<i16>(block + ((<usize>k) << 1), magnitude(size, state, negative) << up);
  }
}

/** A value of that size: its lower bits follow. */
function magnitude(size: i32, state: usize, negative: i32): i32 {
  let value = size;
  for (let bit = size >> 1; bit !== 0; bit >>= 1) if (decide(state + 14) !== 0) value |= bit;
  value++;
  return negative !== 0 ? -value : value;
}

/** One more bit of a band of coefficients. */
function refineAc(c: Component, block: usize): void {
  const states = acStates + ((<usize>c.ac) << 8);
  const plus = 1 << bitsAfter;
  let known = bandEnd;
  while (known > 0 && load<i16>(block + ((<usize>known) << 1)) === 0) known--;
  for (let k = bandStart; k <= bandEnd; k++) {
    let state = states + 3 * (k - 1);
    if (k > known && decide(state) !== 0) return;
    while (true) {
      const place = block + ((<usize>k) << 1);
      const old = load<i16>(place);
      if (old !== 0) {
        if (decide(state + 2) !== 0) store<i16>(place, old + (old < 0 ? -plus : plus));
        break;
      }
      if (decide(state + 1) !== 0) {
        store<i16>(place, decide(evenState) !== 0 ? -plus : plus);
        break;
      }
      state += 3;
      k++;
      if (k > bandEnd) {
        damaged();
        return;
      }
    }
  }
}

function damaged(): bool {
  shift = -1;
  return false;
}

/** The next decision, 0 or 1, and what it teaches: sections D.2.4 to D.2.6 of the standard. */
function decide(state: usize): i32 {
  while (interval < 0x8000) {
    if (--shift < 0) {
      base = (base << 8) | nextByte();
      shift += 8;
      if (shift < 0 && ++shift === 0) interval = 0x8000;
    }
    interval <<= 1;
  }
  const before = <i32>load<u8>(state);
  const estimate = load<u32>(estimates + ((<usize>(before & 127)) << 2));
  const part = <i64>(estimate >>> 16);
  const afterLikelier = (before & 128) ^ <i32>((estimate >>> 8) & 255);
  const afterOther = (before & 128) ^ <i32>(estimate & 255);
  let likelier = before >> 7;
  interval -= part;
  const cut = interval << shift;
  if (base >= cut) {
    base -= cut;
    // The smaller part; where it is the larger after all, it stands for the likelier decision.
    if (interval < part) store<u8>(state, afterLikelier);
    else {
      store<u8>(state, afterOther);
      likelier ^= 1;
    }
    interval = part;
  } else if (interval < 0x8000) {
    if (interval < part) {
      store<u8>(state, afterOther);
      likelier ^= 1;
    } else store<u8>(state, afterLikelier);
  }
  return likelier;
}

/** The next byte of data; zeros behind a marker, which is legal here. */
function nextByte(): i32 {
  if (pending !== 0) return 0;
  let byte = pieceByte();
  if (byte !== 0xff) return byte;
  while (byte === 0xff) byte = pieceByte();
  if (byte === 0) return 0xff;
  if (failure === OK) seek(position, byte);
  return 0;
}

function pieceByte(): i32 {
  if (position >= limit) failure = CUT;
  else if (!tensorFlow && position !== fileStart && (position - fileStart) % PIECE === 0)
    failure = PIECES;
  if (failure !== OK) return 0;
  return readByte();
}
