// Huffman tables: as the file has them, and as look-ups made from that when a scan wants them.
import { standardAc, standardDc } from "./standard-tables";
import { HUFFMAN_TABLE, OK } from "./status";

// One table, by byte offset.
/** u16[512]: length << 8 | symbol of the code on top of 9 bits; 0 where it is longer. */
const SHORT: usize = 0;
/** i32[17]: the largest code of each length, or -1. */
const LARGEST: usize = SHORT + 1024;
/** i32[17]: what to add to a code of each length to find its symbol. */
const OFFSET: usize = LARGEST + 68;
/** u8[256]: symbols, in order of their codes. */
const SYMBOLS: usize = OFFSET + 68;
/** u8[272]: counts and symbols as the file has them; those that the look-ups were made from. */
const WANTED: usize = SYMBOLS + 256;
const MADE: usize = WANTED + 272;
/** i32: whether there are any wanted, whether any were made, whether {@link SKIPS} is filled. */
const IS_WANTED: usize = MADE + 272;
const IS_MADE: usize = IS_WANTED + 4;
const CAN_SKIP: usize = IS_MADE + 4;
/** u32[1024]: see {@link pairEntry}. AC only, as the next. */
export const PAIRS: usize = CAN_SKIP + 4;
/** u32[1024]: see {@link skipEntry}. */
export const SKIPS: usize = PAIRS + 4096;
const SIZE: usize = SKIPS + 4096;

/** How many bits {@link PAIRS} and {@link SKIPS} are looked up by. */
export const LOOK_BITS: i32 = 10;
const SHORT_BITS: i32 = 9;

/** How far an end of block moves, in a pair and in a skip entry: out of any block. */
export const PAIR_END: i32 = 63;
const SKIP_END: i32 = 64;
/** A skip entry that steps out of any block, and has no length. */
export const UNDECIDED: u32 = 128 << 6;

const tables = memory.data(8 * SIZE, 64);
/** u16[1024]: length << 8 | symbol by 10 bits, while a table is made. */
const codes = memory.data(2 << LOOK_BITS, 64);
const CODE_MASK: i32 = (1 << LOOK_BITS) - 1;

/** DC tables are 0 to 3, AC tables 4 to 7. */
export function table(index: i32): usize {
  return tables + <usize>index * SIZE;
}

/** The file has table `index`: 16 counts and 256 symbols at `from`, zeros behind the last. */
export function keepTable(index: i32, from: usize): void {
  const t = table(index);
  memory.copy(t + WANTED, from, 272);
  store<i32>(t + IS_WANTED, 1);
}

/** Forgets the tables of the file before; the look-ups stay, since most files have the same four. */
export function forgetTables(): void {
  for (let i = 0; i < 8; i++) store<i32>(table(i) + IS_WANTED, 0);
}

/** Motion JPEG leaves out the tables of the standard's annex K. */
export function standardTables(): void {
  for (let i = 0; i < 2; i++) {
    if (load<i32>(table(i) + IS_WANTED) === 0) keepTable(i, standardDc(i));
    if (load<i32>(table(4 + i) + IS_WANTED) === 0) keepTable(4 + i, standardAc(i));
  }
}

/** Makes table `index` ready to decode by. */
export function deriveTable(index: i32): i32 {
  const t = table(index);
  if (load<i32>(t + IS_WANTED) === 0) return HUFFMAN_TABLE;
  if (load<i32>(t + IS_MADE) !== 0 && memory.compare(t + MADE, t + WANTED, 272) === 0) return OK;
  store<i32>(t + IS_MADE, 0);
  memory.copy(t + MADE, t + WANTED, 272);
  let symbols = 0;
  for (let i = 0; i < 16; i++) symbols += load<u8>(t + MADE + i);
  if (symbols > 256 || !assign(t)) return HUFFMAN_TABLE;
  const dc = index < 4;
  for (let i = 0; dc && i < symbols; i++) if (load<u8>(t + SYMBOLS + i) > 15) return HUFFMAN_TABLE;
  for (let i = 0; i < 1 << SHORT_BITS; i++) {
    const code = load<u16>(codes + (i << (LOOK_BITS - SHORT_BITS + 1)));
    store<u16>(t + SHORT + (i << 1), code >> 8 > <u16>SHORT_BITS ? 0 : code);
  }
  for (let i = 0; !dc && i < 1 << LOOK_BITS; i++) store<u32>(t + PAIRS + (i << 2), pairEntry(i));
  store<i32>(t + CAN_SKIP, 0);
  store<i32>(t + IS_MADE, 1);
  return OK;
}

/** Makes an AC table ready for stepping over blocks, which a whole image does not take. */
export function prepareSkips(t: usize): void {
  if (load<i32>(t + CAN_SKIP) !== 0) return;
  assign(t);
  for (let i = 0; i < 1 << LOOK_BITS; i++) store<u32>(t + SKIPS + (i << 2), skipEntry(i));
  store<i32>(t + CAN_SKIP, 1);
}

/** Gives each symbol its code; false where there are more codes than fit. */
function assign(t: usize): bool {
  const source = t + MADE;
  memory.copy(t + SYMBOLS, source + 16, 256);
  memory.fill(codes, 0, 2 << LOOK_BITS);
  let code = 0;
  let position = 0;
  for (let length = 1; length <= 16; length++) {
    const n = <i32>load<u8>(source + length - 1);
    store<i32>(t + LARGEST + (length << 2), n === 0 ? -1 : code + n - 1);
    store<i32>(t + OFFSET + (length << 2), position - code);
    if (n !== 0 && code + n >= 1 << length) return false; // all ones is no code
    if (length <= LOOK_BITS) {
      const span = 1 << (LOOK_BITS - length);
      for (let i = 0; i < n; i++) {
        const entry = <u16>((length << 8) | <i32>load<u8>(source + 16 + position + i));
        for (let j = 0; j < span; j++) store<u16>(codes + (((code + i) * span + j) << 1), entry);
      }
    }
    code += n;
    position += n;
    code <<= 1;
  }
  return true;
}

/**
 * length << 8 | symbol of the code on top of `bits`. Where no code begins so, the length is 17.
 */
// @inline
export function symbolOf(t: usize, bits: u64): i32 {
  const entry = <i32>load<u16>(t + ((<usize>(bits >>> (64 - SHORT_BITS))) << 1), SHORT);
  return entry !== 0 ? entry : longSymbol(t, bits);
}

function longSymbol(t: usize, bits: u64): i32 {
  for (let length = SHORT_BITS + 1; length <= 16; length++) {
    const code = <i32>(bits >>> (64 - length));
    if (code <= load<i32>(t + LARGEST + (length << 2))) {
      return (
        (length << 8) |
        load<u8>(t + SYMBOLS + ((code + load<i32>(t + OFFSET + (length << 2))) & 255))
      );
    }
  }
  return 17 << 8;
}

/**
 * One or two (run, value) pairs that begin with the given 10 bits:
 * bits 0–5 length of all, 6–11 steps to the first coefficient, 12–17 from there to the second,
 * 18–21 length of the first code, 22–25 size of the first value, 26–31 the second value.
 * The first value may reach beyond the known bits, the second lies within. 0: not decided here.
 */
function pairEntry(bits: i32): u32 {
  const first = <i32>load<u16>(codes + (bits << 1));
  const codeLength = first >> 8;
  if (codeLength === 0 || codeLength > LOOK_BITS) return 0;
  const size = first & 15;
  let length = codeLength + size;
  if (length > 18) return 0; // so that three entries never want more than 54 bits
  const step = steps(first & 255, PAIR_END);
  let step2 = 0;
  let value2 = 0;
  if (step !== PAIR_END && length < LOOK_BITS) {
    const rest = (bits << length) & CODE_MASK;
    const known = LOOK_BITS - length;
    const second = <i32>load<u16>(codes + (rest << 1));
    const length2 = second >> 8;
    const size2 = second & 15;
    if (length2 !== 0 && length2 + size2 <= known && size2 <= 5) {
      step2 = steps(second & 255, PAIR_END);
      if (size2 !== 0) {
        value2 = (rest >> (LOOK_BITS - length2 - size2)) & ((1 << size2) - 1);
        if (value2 < 1 << (size2 - 1)) value2 -= (1 << size2) - 1;
      }
      length += length2 + size2;
    }
  }
  return <u32>(
    (length | (step << 6) | (step2 << 12) | (codeLength << 18) | (size << 22) | (value2 << 26))
  );
}

/**
 * As many pairs as begin with the given 10 bits, to be stepped over: bits 0–5 length of all, 6–13
 * steps of all, 14–19 steps before the last pair, 20–24 length of the first, 25–31 steps of the
 * first. {@link UNDECIDED}: not decided here.
 */
function skipEntry(bits: i32): u32 {
  let length = 0;
  let step = 0;
  let before = 0;
  let length1 = 0;
  let step1 = 0;
  let rest = bits;
  while (true) {
    const code = <i32>load<u16>(codes + (rest << 1));
    const codeLength = code >> 8;
    const size = code & 15;
    // The last value may reach beyond the known bits.
    if (codeLength === 0 || length + codeLength > LOOK_BITS || length + codeLength + size > 28)
      break;
    const by = steps(code & 255, SKIP_END);
    if (step > 63 || step + by > 127) break;
    before = step;
    step += by;
    length += codeLength + size;
    if (length1 === 0) {
      length1 = length;
      step1 = by;
    }
    if (by === SKIP_END || length >= LOOK_BITS) break;
    rest = (bits << length) & CODE_MASK;
  }
  if (length === 0) return UNDECIDED;
  return <u32>(length | (step << 6) | (before << 14) | (length1 << 20) | (step1 << 25));
}

/** How far a symbol moves: over its run of zeros and onto its value, or out of the block. */
function steps(symbol: i32, end: i32): i32 {
  return (symbol & 15) === 0 && symbol !== 0xf0 ? end : (symbol >> 4) + 1;
}
