// The header of a scan: which components, coefficients and bits it brings.
import { Component, component, count } from "./frame";
import { CUT, LENGTH, OK, SCAN_COMPONENT } from "./status";
import { readByte, readWord } from "./stream";

/** The components of the scan, in its order. */
export let scanCount: i32 = 0;
const order = memory.data(4 * 4, 16);
/** The band of coefficients, in zigzag order: both ends belong to it. */
export let bandStart: i32 = 0;
export let bandEnd: i32 = 0;
/** The bits of the coefficients that are known before, and after: all but so many. */
export let bitsBefore: i32 = 0;
export let bitsAfter: i32 = 0;
/** Scans so far. */
export let scans: i32 = 0;

// @inline
export function scanned(index: i32): Component {
  return component(scannedIndex(index));
}

/** The place in the frame of a component of the scan. */
// @inline
export function scannedIndex(index: i32): i32 {
  return load<i32>(order + ((<usize>index) << 2));
}

/** Forgets the scans of the image before. */
export function clearScans(): void {
  scans = 0;
}

/** Whether coefficients were refined before, which a scan does bit by bit. */
export function refines(): bool {
  return bitsBefore !== 0;
}

/** Reads the header of a scan. */
export function readScanHeader(): i32 {
  const length = readWord();
  const n = readByte();
  if (n < 0) return CUT;
  if (length !== 6 + 2 * n || n < 1 || n > 4) return LENGTH;
  scanCount = n;
  for (let i = 0; i < n; i++) {
    const id = readByte();
    const tables = readByte();
    if (tables < 0) return CUT;
    const index = componentOf(id, i);
    if (index < 0) return SCAN_COMPONENT;
    store<i32>(order + ((<usize>i) << 2), index);
    const c = component(index);
    c.dc = tables >> 4;
    c.ac = tables & 15;
  }
  bandStart = readByte();
  bandEnd = readByte();
  const bits = readByte();
  if (bits < 0) return CUT;
  bitsBefore = bits >> 4;
  bitsAfter = bits & 15;
  scans++;
  return OK;
}

/**
 * The component of that name, for the `i`-th of the scan. Names may stand twice in a frame: a place of the
 * scan that is taken already is passed over, as libjpeg does.
 */
function componentOf(id: i32, i: i32): i32 {
  for (let index = 0; index < count; index++) {
    if (component(index).id !== id || index < i) continue;
    for (let j = 0; j < i; j++) if (scannedIndex(j) === index) return -1;
    return index;
  }
  return -1;
}
