// The marker segments before, between and behind the scans: what libjpeg makes of each, and in which order
// it looks at their bytes. Behind the last scan the order decides whether a file was damaged or cut.

import {
  CMYK,
  clearFrame,
  component,
  count,
  GREY,
  RGB,
  setColours,
  setSampling,
  setSize,
  YCC,
  YCCK,
} from "./frame";
import { forgetTables, keepTable } from "./huffman";
import { tensorFlow } from "./reference";
import { clearScans, readScanHeader } from "./scan-header";
import {
  CONDITIONING,
  CUT,
  HUFFMAN_TABLE,
  LENGTH,
  MARKER,
  NO_FRAME,
  NO_SCAN,
  NO_START,
  OK,
  PRECISION,
  PROCESS,
  QUANTISER,
  SECOND_FRAME,
  SECOND_START,
} from "./status";
import {
  nextMarker,
  openStream,
  pending,
  position,
  readByte,
  readWord,
  seek,
  skipBytes,
  takeMarker,
} from "./stream";

/** What {@link readMarkers} ended at. */
export const SCAN: i32 = 1;
export const END: i32 = 2;

/** u16[64] in zigzag order for each of four quantisers. */
const quantisers = memory.data(4 * 128, 64);
let quantisersSeen: i32 = 0;

/** u8[272]: the counts and symbols of a table while it is read. */
const definition = memory.data(272, 16);

let started: bool = false;
let framed: bool = false;
let jfif: bool = false;
/** The transform of an Adobe segment, or -1. */
let adobe: i32 = -1;

/** MCUs between restart markers, or 0. */
export let restartInterval: i32 = 0;
export let progressive: bool = false;
export let arithmetic: bool = false;
/** u8[16] each: conditioning of arithmetic coding, by table. */
export const dcLower = memory.data(16);
export const dcUpper = memory.data(16);
export const acLimit = memory.data(16);

/** The quantiser of that number in zigzag order, or 0 where none is defined. */
export function quantiser(index: i32): usize {
  return index < 4 && (quantisersSeen >> index) & 1 ? quantisers + ((<usize>index) << 7) : 0;
}

/** Reads everything up to the first scan. */
export function readHeaders(start: usize, end: usize): i32 {
  openStream(start, end);
  clearFrame();
  forgetTables();
  clearScans();
  quantisersSeen = 0;
  started = false;
  framed = false;
  let status = readMarkers();
  // Pillow takes tables in a file of their own before the image; TensorFlow does not.
  while (status === END && !tensorFlow && !framed) {
    started = false;
    status = readMarkers();
  }
  if (status === END) return NO_SCAN;
  if (status !== SCAN) return status;
  decideColours();
  return setSampling();
}

/** Reads on to the next scan, whose header it takes too, or to the end of the image. */
export function readMarkers(): i32 {
  while (true) {
    if (pending === 0) {
      const status = started ? nextMarker() : firstMarker();
      if (status !== OK) return status;
    }
    const marker = pending;
    if (marker === 0xd9) {
      takeMarker();
      return END;
    }
    const status = readSegment(marker);
    if (status !== OK) return status;
    takeMarker();
    if (marker === 0xda) return SCAN;
  }
}

/** The file must begin with FF D8, and nothing may stand before. */
function firstMarker(): i32 {
  const word = readWord();
  if (word < 0) return CUT;
  if (word !== 0xffd8) return NO_START;
  seek(position, 0xd8);
  return OK;
}

function readSegment(marker: i32): i32 {
  switch (marker) {
    case 0xd8:
      return start();
    case 0xc0:
    case 0xc1:
    case 0xc2:
    case 0xc9:
    case 0xca:
      return readFrame(marker);
    case 0xc4:
      return readTables();
    case 0xcc:
      return readConditioning();
    case 0xda:
      return framed ? readScanHeader() : NO_FRAME;
    case 0xdb:
      return readQuantisers();
    case 0xdd:
      return readInterval();
    case 0xe0:
    case 0xee:
      return readApplication(marker);
    case 0x01:
      return OK;
  }
  if (marker >= 0xd0 && marker <= 0xd7) return OK;
  if (marker === 0xdc || marker === 0xfe || (marker & 0xf0) === 0xe0) return skipSegment();
  return marker >= 0xc0 && marker <= 0xcf ? PROCESS : MARKER;
}

function start(): i32 {
  if (started) return SECOND_START;
  started = true;
  restartInterval = 0;
  jfif = false;
  adobe = -1;
  memory.fill(dcLower, 0, 16);
  memory.fill(dcUpper, 1, 16);
  memory.fill(acLimit, 5, 16);
  return OK;
}

function readFrame(marker: i32): i32 {
  // libjpeg-turbo 3 says so before it reads on; 2.1 first reads how large the frame is.
  if (framed && !tensorFlow) return SECOND_FRAME;
  const length = readWord();
  const precision = readByte();
  const height = readWord();
  const width = readWord();
  const n = readByte();
  if (n < 0) return CUT;
  if (framed) return SECOND_FRAME;
  const status = setSize(width, height, n);
  if (status !== OK) return status;
  if (length !== 8 + 3 * n) return LENGTH;
  for (let i = 0; i < n; i++) {
    const c = component(i);
    c.id = readByte();
    const factors = readByte();
    c.quantiser = readByte();
    if (c.quantiser < 0) return CUT;
    c.h = factors >> 4;
    c.v = factors & 15;
  }
  if (precision !== 8) return PRECISION;
  progressive = marker === 0xc2 || marker === 0xca;
  arithmetic = marker >= 0xc9;
  framed = true;
  return OK;
}

function readQuantisers(): i32 {
  const length = readWord();
  if (length < 0) return CUT;
  let left = length - 2;
  while (left > 0) {
    const kind = readByte();
    if (kind < 0) return CUT;
    const index = kind & 15;
    if (index > 3) return QUANTISER;
    quantisersSeen |= 1 << index;
    const wide = kind >> 4 !== 0;
    for (let k = 0; k < 64; k++) {
      const value = wide ? readWord() : readByte();
      if (value < 0) return CUT;
      store<u16>(quantisers + ((<usize>(index * 64 + k)) << 1), value);
    }
    left -= wide ? 129 : 65;
  }
  return left === 0 ? OK : LENGTH;
}

function readTables(): i32 {
  const length = readWord();
  if (length < 0) return CUT;
  let left = length - 2;
  while (left > 16) {
    const kind = readByte();
    let symbols = 0;
    for (let i = 0; i < 16; i++) {
      const n = readByte();
      if (n < 0) return CUT;
      store<u8>(definition + i, n);
      symbols += n;
    }
    left -= 17;
    if (symbols > 256 || symbols > left) return HUFFMAN_TABLE;
    memory.fill(definition + 16, 0, 256);
    for (let i = 0; i < symbols; i++) {
      const symbol = readByte();
      if (symbol < 0) return CUT;
      store<u8>(definition + 16 + i, symbol);
    }
    left -= symbols;
    const index = kind & 0x10 ? kind - 0x10 : kind;
    if (index > 3) return HUFFMAN_TABLE;
    keepTable(kind & 0x10 ? index + 4 : index, definition);
  }
  return left === 0 ? OK : LENGTH;
}

function readConditioning(): i32 {
  const length = readWord();
  if (length < 0) return CUT;
  let left = length - 2;
  while (left > 0) {
    const index = readByte();
    const value = readByte();
    if (value < 0) return CUT;
    left -= 2;
    if (index > 31) return CONDITIONING;
    if (index > 15) store<u8>(acLimit + (index - 16), value);
    else {
      store<u8>(dcLower + index, value & 15);
      store<u8>(dcUpper + index, value >> 4);
      if ((value & 15) > value >> 4) return CONDITIONING;
    }
  }
  return left === 0 ? OK : LENGTH;
}

function readInterval(): i32 {
  const length = readWord();
  if (length < 0) return CUT;
  if (length !== 4) return LENGTH;
  const interval = readWord();
  if (interval < 0) return CUT;
  restartInterval = interval;
  return OK;
}

/** A JFIF or Adobe segment, which say what the components mean. */
function readApplication(marker: i32): i32 {
  const length = readWord();
  if (length < 0) return CUT;
  const from = position;
  const looked = min(14, max(0, length - 2));
  for (let i = 0; i < looked; i++) if (readByte() < 0) return CUT;
  if (marker === 0xe0) {
    if (looked >= 14 && load<u32>(from) === 0x4649464a && load<u8>(from, 4) === 0) jfif = true; // JFIF\0
  } else if (looked >= 12 && load<u32>(from) === 0x626f6441 && load<u8>(from, 4) === 0x65) {
    adobe = load<u8>(from, 11); // Adobe
  }
  skipBytes(length - 2 - looked);
  return OK;
}

function skipSegment(): i32 {
  const length = readWord();
  if (length < 0) return CUT;
  skipBytes(length - 2);
  return OK;
}

/** libjpeg's rule: JFIF means YCbCr, else what Adobe says, else the components' names. */
function decideColours(): void {
  if (count === 1) setColours(GREY, false);
  else if (count === 4) setColours(adobe > 0 ? YCCK : CMYK, adobe >= 0);
  else if (jfif || adobe > 0) setColours(YCC, false);
  else setColours(adobe === 0 || namesAre(0x52, 0x47, 0x42) ? RGB : YCC, false);
}

function namesAre(a: i32, b: i32, c: i32): bool {
  return component(0).id === a && component(1).id === b && component(2).id === c;
}
