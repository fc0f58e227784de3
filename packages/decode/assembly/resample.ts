// Rows of the source come in from the top; as soon as the rows that an output row needs are there, it
// is made. Which weights belong to which output is planned in src/resample; here is only the work.
import { horizontal, horizontalTwice } from "./horizontal";
import { allocate } from "./memory";
import { writeRow } from "./normalise";
import { vertical } from "./vertical";

/** Outputs, across and down, and where they lie in the tensor. */
let columns: i32 = 0;
let rows: i32 = 0;
let left: i32 = 0;
let top: i32 = 0;

let verticalFirst: bool = false;
let across: usize = 0;
let acrossPairs: i32 = 0;
let down: usize = 0;
let downPairs: i32 = 0;

/** Rows between the passes: three planes of outputs, or RGBX where the vertical pass comes first. */
let ring: usize = 0;
let ringMask: i32 = 0;
let ringPitch: usize = 0;
/** Distance of the planes of a row of outputs. */
let pitch: usize = 0;
let made: usize = 0;
let finished: usize = 0;

/** Two source rows, RGBX; one waits until the next is there. */
let current: usize = 0;
let other: usize = 0;
let waiting: i32 = -1;
let sourceRows: i32 = 0;
let next: i32 = 0;

/** Room for everything, for a source of `width` × `height`; false where there is none. */
export function planResampling(
  width: i32,
  height: i32,
  w: i32,
  h: i32,
  x: i32,
  y: i32,
  hPairs: i32,
  vPairs: i32,
  vFirst: bool,
): bool {
  columns = w;
  rows = h;
  left = x;
  top = y;
  acrossPairs = hPairs;
  downPairs = vPairs;
  verticalFirst = vFirst;
  sourceRows = height;
  waiting = -1;
  next = 0;
  pitch = <usize>(w + 15) & ~15;
  // Zero weights fill the last pair up: the pixels they meet are whatever lies behind the row.
  const sourcePitch = (<usize>width + 2 * <usize>hPairs + 16) << 2;
  ringPitch = vFirst ? sourcePitch : 3 * pitch;
  let size = 4;
  while (size < 2 * vPairs + 4) size <<= 1;
  ringMask = size - 1;
  across = allocate(<u64>((w + 3) & ~3) * <u64>(4 + (hPairs << 3)));
  down = allocate(<u64>h * <u64>(8 + (vPairs << 3)));
  ring = allocate(<u64>size * <u64>ringPitch);
  current = allocate(sourcePitch);
  other = allocate(sourcePitch);
  made = allocate(max(ringPitch, sourcePitch));
  finished = allocate(3 * pitch);
  return (
    across !== 0 &&
    down !== 0 &&
    ring !== 0 &&
    current !== 0 &&
    other !== 0 &&
    made !== 0 &&
    finished !== 0
  );
}

/** Where the plan is to be written: see `horizontal`; and for each row down, its first source row, its number of taps, its weights. */
export function acrossTable(): usize {
  return across;
}
export function downTable(): usize {
  return down;
}

/** Where the next source row, `y`, is to be written. */
export function sourceRow(y: i32): usize {
  return verticalFirst ? ring + <usize>(y & ringMask) * ringPitch : current;
}

/** Source row `y` stands where {@link sourceRow} said. */
export function pushRow(y: i32): void {
  if (!verticalFirst && !narrowRow(y)) return;
  makeRows(y);
}

/** The horizontal pass for row `y`, or its wait for the next: false. */
function narrowRow(y: i32): bool {
  if (waiting >= 0) {
    horizontalTwice(other, current, across, between(waiting), between(y), pitch, columns);
    waiting = -1;
    return true;
  }
  if (acrossPairs === 2 && y < sourceRows - 1) {
    waiting = y;
    const row = current;
    current = other;
    other = row;
    return false;
  }
  horizontal(current, across, acrossPairs, between(y), pitch, columns);
  return true;
}

function between(y: i32): usize {
  return ring + <usize>(y & ringMask) * ringPitch;
}

/** Makes every output row that needs nothing below source row `y`. */
function makeRows(y: i32): void {
  const size = <usize>(8 + (downPairs << 3));
  for (; next < rows; next++) {
    const plan = down + <usize>next * size;
    const first = load<i32>(plan);
    const taps = load<i32>(plan, 4);
    if (y < first + taps - 1) return;
    vertical(ring, ringMask, ringPitch, first, plan + 8, downPairs, made, ringPitch);
    if (verticalFirst) {
      horizontal(made, across, acrossPairs, finished, pitch, columns);
      writeRow(finished, pitch, columns, left, top + next);
    } else writeRow(made, pitch, columns, left, top + next);
  }
}
