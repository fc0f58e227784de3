// What the scans of a progressive image have brought so far.
import {
  bandEnd,
  bandStart,
  bitsAfter,
  bitsBefore,
  scanCount,
  scannedIndex,
  scans,
} from "./scan-header";
import { OK, PROGRESSION } from "./status";

/** i32[2][4][64]: for each coefficient the bits that are missing, or -1; now, and before this scan. */
const precisions = memory.data(2 * 4 * 64 * 4, 16);

/** The row of MCUs of all components up to which the last scan had bits. */
export let lastGoodRow: i32 = 0;

export function noteGoodRows(last: i32): void {
  lastGoodRow = last;
}

/** Missing bits of a component's coefficient, -1 for all; `earlier` as it was before the last scan. */
export function missingBits(index: i32, coefficient: i32, earlier: bool): i32 {
  return load<i32>(precisionAt(index, coefficient, earlier));
}

// @inline
function precisionAt(index: i32, coefficient: i32, earlier: bool): usize {
  return precisions + ((<usize>(((earlier ? 4 : 0) + index) * 64 + coefficient)) << 2);
}

/** Forgets the image before. */
export function clearProgress(): void {
  memory.fill(precisions, 0xff, 2 * 4 * 64 * 4);
}

/** Whether a progressive scan is one that may be; what is known after it. */
export function noteProgress(): i32 {
  const ofDc = bandStart === 0;
  if (ofDc ? bandEnd !== 0 : bandStart > bandEnd || bandEnd > 63 || scanCount !== 1)
    return PROGRESSION;
  if ((bitsBefore !== 0 && bitsAfter !== bitsBefore - 1) || bitsAfter > 13) return PROGRESSION;
  for (let i = 0; i < scanCount; i++) {
    const index = scannedIndex(i);
    for (let k = min(bandStart, 1); k <= max(bandEnd, 9); k++) {
      store<i32>(
        precisionAt(index, k, true),
        scans > 1 ? load<i32>(precisionAt(index, k, false)) : 0,
      );
    }
    for (let k = bandStart; k <= bandEnd; k++) store<i32>(precisionAt(index, k, false), bitsAfter);
  }
  return OK;
}
