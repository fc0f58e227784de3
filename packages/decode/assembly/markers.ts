// The marker segments before the scan. What libjpeg would warn of is not decoded here, so that pixels
// without a word are always its pixels.
import { clear, component, count, RGB, setColours, setSampling, setSize } from "./frame";
import { define, table } from "./huffman";
import { CODING, COLOUR, DAMAGED, OK, PRECISION, SAMPLING, SCANS } from "./status";

/** u8[64] in zigzag order for each of four quantisers. */
const quantisers = memory.data(4 * 64, 64);

let quantisersSeen: i32 = 0;
let tablesSeen: i32 = 0;
let jfif: bool = false;
let adobe: i32 = -1;

/** MCUs between restart markers, or 0. */
export let restartInterval: i32 = 0;
/** Where the entropy-coded bits begin. */
export let scanStart: usize = 0;

/** The 64 bytes of a quantiser, in zigzag order. */
export function quantiser(index: i32): usize {
  return quantisers + ((<usize>index) << 6);
}

// @inline
function word(at: usize): i32 {
  return ((<i32>load<u8>(at)) << 8) | load<u8>(at, 1);
}

/** Reads everything up to the scan. Nothing at `end` or beyond is looked at. */
export function readHeaders(start: usize, end: usize): i32 {
  clear();
  restartInterval = 0;
  quantisersSeen = 0;
  tablesSeen = 0;
  jfif = false;
  adobe = -1;
  if (end - start < 4 || word(start) !== 0xffd8) return DAMAGED;
  let at = start + 2;
  while (at + 4 <= end) {
    if (load<u8>(at) !== 0xff) return DAMAGED;
    const marker = <i32>load<u8>(at, 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = word(at + 2);
    const next = at + 2 + length;
    if (length < 2 || next > end) return DAMAGED;
    const status = readSegment(marker, at + 4, next);
    if (status !== OK) return status;
    at = next;
    if (marker === 0xda) {
      scanStart = at;
      return OK;
    }
  }
  return DAMAGED;
}

function readSegment(marker: i32, at: usize, end: usize): i32 {
  switch (marker) {
    case 0xdb:
      return readQuantisers(at, end);
    case 0xc4:
      return readTables(at, end);
    case 0xc0:
    case 0xc1:
      return readFrame(at, end);
    case 0xda:
      return readScan(at, end);
    case 0xdd:
      if (end - at !== 2) return DAMAGED;
      restartInterval = word(at);
      return OK;
    case 0xe0:
      if (end - at >= 14 && load<u32>(at) === 0x4649464a && load<u8>(at, 4) === 0) jfif = true; // JFIF\0
      return OK;
    case 0xee:
      if (end - at >= 12 && load<u32>(at) === 0x626f6441 && load<u8>(at, 4) === 0x65)
        adobe = load<u8>(at, 11); // Adobe
      return OK;
  }
  if (marker >= 0xc2 && marker <= 0xcf) return CODING;
  // What is left is a comment, an application's own, or nothing that anybody knows.
  return marker === 0xfe || (marker >= 0xe0 && marker <= 0xef) ? OK : DAMAGED;
}

function readQuantisers(start: usize, end: usize): i32 {
  let at = start;
  while (at < end) {
    const kind = <i32>load<u8>(at++);
    const index = kind & 15;
    if (kind >> 4 !== 0) return PRECISION;
    if (index > 3 || at + 64 > end) return DAMAGED;
    memory.copy(quantiser(index), at, 64);
    quantisersSeen |= 1 << index;
    at += 64;
  }
  return OK;
}

function readTables(start: usize, end: usize): i32 {
  let at = start;
  while (at < end) {
    if (at + 17 > end) return DAMAGED;
    const kind = <i32>load<u8>(at++);
    const index = ((kind >> 4) << 2) | (kind & 15);
    if (kind >> 4 > 1 || (kind & 15) > 3) return DAMAGED;
    let symbols = 0;
    for (let i = 0; i < 16; i++) symbols += load<u8>(at + i);
    if (symbols > 256 || at + 16 + symbols > end) return DAMAGED;
    if (define(index, at, symbols) !== OK) return DAMAGED;
    tablesSeen |= 1 << index;
    at += 16 + symbols;
  }
  return OK;
}

function readFrame(at: usize, end: usize): i32 {
  if (count !== 0 || end - at < 6) return DAMAGED;
  const n = <i32>load<u8>(at, 5);
  if (load<u8>(at) !== 8) return PRECISION;
  if (n !== 1 && n !== 3) return COLOUR;
  if (end - at !== 6 + 3 * n || word(at + 1) === 0 || word(at + 3) === 0) return DAMAGED;
  setSize(word(at + 3), word(at + 1), n);
  for (let i = 0; i < n; i++) {
    const c = component(i);
    const from = at + 6 + 3 * i;
    c.id = load<u8>(from);
    c.h = load<u8>(from, 1) >> 4;
    c.v = load<u8>(from, 1) & 15;
    c.quantiser = load<u8>(from, 2);
    if (c.quantiser > 3) return DAMAGED;
    for (let j = 0; j < i; j++) if (component(j).id === c.id) return DAMAGED;
  }
  return setSampling() ? OK : SAMPLING;
}

function readScan(at: usize, end: usize): i32 {
  if (count === 0 || at >= end) return DAMAGED;
  const n = <i32>load<u8>(at);
  if (end - at !== 4 + 2 * n) return DAMAGED;
  if (n !== count) return SCANS;
  for (let i = 0; i < n; i++) {
    const c = component(i);
    const from = at + 1 + 2 * i;
    const tables = <i32>load<u8>(from, 1);
    if (load<u8>(from) !== c.id || tables >> 4 > 3 || (tables & 15) > 3) return DAMAGED;
    const dc = tables >> 4;
    const ac = 4 + (tables & 15);
    const seen = (tablesSeen >> dc) & (tablesSeen >> ac) & (quantisersSeen >> c.quantiser) & 1;
    if (!seen) return DAMAGED;
    c.dcTable = table(dc);
    c.acTable = table(ac);
  }
  // Coefficients 0 to 63 at once and whole: what a sequential scan must say.
  if (load<u8>(end - 3) !== 0 || load<u8>(end - 2) !== 63 || load<u8>(end - 1) !== 0)
    return DAMAGED;
  return setColour(n);
}

/** libjpeg's rule: JFIF means YCbCr, else what Adobe says, else the components' names. */
function setColour(n: i32): i32 {
  if (n === 1 || jfif || adobe === 1) return OK;
  if (adobe === 0 || (adobe < 0 && namesAre(0x52, 0x47, 0x42))) setColours(RGB);
  else if (adobe > 1) return COLOUR;
  return OK;
}

function namesAre(a: i32, b: i32, c: i32): bool {
  return component(0).id === a && component(1).id === b && component(2).id === c;
}
