// libjpeg's smoothing of progressive images whose coefficients are not all known: the first ones of a
// block are guessed from the DCs of the 24 blocks around it.
import { blockAt, Component, component, count, height } from "./frame";
import { progressive } from "./markers";
import { lastGoodRow, missingBits } from "./progress";
import { tensorFlow } from "./reference";
import { scans } from "./scan-header";

/** Coefficients that are guessed, in zigzag order, and the DC. */
const GUESSED: i32 = 10;

// Weights of the 25 DCs, row by row, in units of 1/256 of a coefficient of the same quantiser.

/** i16[10][25]: for the DC and the coefficients, where no coefficient is known. */
// biome-ignore format: rows and columns of blocks
const blind = memory.data<i16>([
  // DC
  -2, -6, -8, -6, -2,
  -6, 6, 42, 6, -6,
  -8, 42, 152, 42, -8,
  -6, 6, 42, 6, -6,
  -2, -6, -8, -6, -2,
  // 1
  -1, -1, 0, 1, 1,
  -3, 13, 0, -13, 3,
  -3, 38, 0, -38, 3,
  -3, 13, 0, -13, 3,
  -1, -1, 0, 1, 1,
  // 2
  -1, -3, -3, -3, -1,
  -1, 13, 38, 13, -1,
  0, 0, 0, 0, 0,
  1, -13, -38, -13, 1,
  1, 3, 3, 3, 1,
  // 3
  0, 0, 1, 0, 0,
  0, 2, 7, 2, 0,
  0, -5, -14, -5, 0,
  0, 2, 7, 2, 0,
  0, 0, 1, 0, 0,
  // 4
  -1, 0, 0, 0, 1,
  0, 9, 0, -9, 0,
  0, 0, 0, 0, 0,
  0, -9, 0, 9, 0,
  1, 0, 0, 0, -1,
  // 5
  0, 0, 0, 0, 0,
  0, 2, -5, 2, 0,
  1, 7, -14, 7, 1,
  0, 2, -5, 2, 0,
  0, 0, 0, 0, 0,
  // 6
  0, 0, 0, 0, 0,
  0, 1, 0, -1, 0,
  0, 2, 0, -2, 0,
  0, 1, 0, -1, 0,
  0, 0, 0, 0, 0,
  // 7
  0, 0, 0, 0, 0,
  0, 1, -3, 1, 0,
  0, 0, 0, 0, 0,
  0, -1, 3, -1, 0,
  0, 0, 0, 0, 0,
  // 8
  0, 0, 0, 0, 0,
  0, 1, 0, -1, 0,
  0, -3, 0, 3, 0,
  0, 1, 0, -1, 0,
  0, 0, 0, 0, 0,
  // 9
  0, 0, 0, 0, 0,
  0, 1, 2, 1, 0,
  0, 0, 0, 0, 0,
  0, -1, -2, -1, 0,
  0, 0, 0, 0, 0,
]);

/** i16[5][25]: for coefficients 1 to 5, where some are known. */
// biome-ignore format: rows and columns of blocks
const partial = memory.data<i16>([
  // 1
  0, 0, 0, 0, 0,
  0, 0, 0, 0, 0,
  -7, 50, 0, -50, 7,
  0, 0, 0, 0, 0,
  0, 0, 0, 0, 0,
  // 2
  0, 0, -7, 0, 0,
  0, 0, 50, 0, 0,
  0, 0, 0, 0, 0,
  0, 0, -50, 0, 0,
  0, 0, 7, 0, 0,
  // 3
  0, 0, -1, 0, 0,
  0, 0, 13, 0, 0,
  0, 0, -24, 0, 0,
  0, 0, 13, 0, 0,
  0, 0, -1, 0, 0,
  // 4
  0, -1, 0, 1, 0,
  -1, 10, 0, -10, 1,
  0, 0, 0, 0, 0,
  1, -10, 0, 10, -1,
  0, 1, 0, -1, 0,
  // 5
  0, 0, 0, 0, 0,
  0, 0, 0, 0, 0,
  -1, 13, -24, 13, -1,
  0, 0, 0, 0, 0,
  0, 0, 0, 0, 0,
]);

/** i16[64]: a block with its guesses, in zigzag order. */
const guessed = memory.data(128, 64);
/** i32[25]: the DCs around a block, row by row. */
const around = memory.data(100, 16);

/** Whether the image is smoothed. */
export let smooth: bool = false;
/** Rows of MCUs of all components. */
let mcuRows: i32 = 0;

/** Decides whether the image is smoothed, when its last scan is read. */
export function prepareSmoothing(): void {
  smooth = false;
  if (!progressive) return;
  let useful = false;
  for (let i = 0; i < count; i++) {
    const c = component(i);
    if (c.latched === 0 || missingBits(i, 0, false) < 0) return;
    for (let k = 0; k < GUESSED; k++) {
      if (quantiser(c, k) === 0) return;
      if (k > 0 && missingBits(i, k, false) !== 0) useful = true;
    }
  }
  const most = component(0).declared * component(0).down;
  mcuRows = (height + 8 * most - 1) / (8 * most);
  smooth = useful;
}

// @inline
function quantiser(c: Component, k: i32): i64 {
  return <i64>load<u16>(c.latched + ((<usize>k) << 1));
}

/** The block in row `y` and column `x` of a component, smoothed, in a place of its own. */
export function smoothBlock(c: Component, index: i32, y: i32, x: i32): usize {
  memory.copy(guessed, blockAt(c, y, x), 128);
  readAround(c, y, x);
  // Rows that the last scan did not reach are known as well as before it.
  const earlier = y / c.declared > lastGoodRow;
  let any = false;
  for (let k = 1; k < GUESSED; k++) if (bits(index, k, earlier) !== -1) any = true;
  if (any) for (let k = 1; k <= 5; k++) guess(c, index, k, partial + <usize>(k - 1) * 50, earlier);
  else {
    for (let k = 1; k < GUESSED; k++) guess(c, index, k, blind + <usize>k * 50, earlier);
    const q = quantiser(c, 0);
    store<i16>(guessed, rounded(q * weighted(blind), q));
  }
  return guessed;
}

/** A coefficient that is not all known and still zero is guessed, within the bits that are missing. */
function guess(c: Component, index: i32, k: i32, weights: usize, earlier: bool): void {
  const missing = bits(index, k, earlier);
  const place = guessed + ((<usize>k) << 1);
  if (missing === 0 || load<i16>(place) !== 0) return;
  const sum = quantiser(c, 0) * weighted(weights);
  let size = rounded(sum < 0 ? -sum : sum, quantiser(c, k));
  if (missing > 0) size = min(size, (1 << missing) - 1);
  store<i16>(place, sum < 0 ? -size : size);
}

/** sum / (256 q), rounded to the nearest. */
function rounded(sum: i64, q: i64): i64 {
  const half = q << 7;
  return sum < 0 ? -((half - sum) / (q << 8)) : (half + sum) / (q << 8);
}

function weighted(weights: usize): i64 {
  let sum = 0;
  for (let i: usize = 0; i < 25; i++)
    sum += <i32>load<i16>(weights + (i << 1)) * load<i32>(around + (i << 2));
  return sum;
}

/** Missing bits of a coefficient; before the only scan nothing was known. */
function bits(index: i32, k: i32, earlier: bool): i32 {
  return earlier && scans <= 1 ? -1 : missingBits(index, k, earlier);
}

/** The DCs of five rows and columns; beyond an edge, of the edge. */
function readAround(c: Component, y: i32, x: i32): void {
  const mcuRow = y / c.declared;
  const inside = y % c.declared;
  const rest = c.rows % c.declared;
  const rows = mcuRow === mcuRows - 1 && rest !== 0 ? rest : c.declared;
  // Where an edge begins, libjpeg-turbo judges by rows of MCUs up to 2.1, and by rows of blocks since 3.0,
  // counted as if all MCUs had as many as the one at hand.
  const row = mcuRow * rows + inside;
  const isSecond = tensorFlow ? inside < 2 && mcuRow < 2 : row < 2;
  const isLast = row === rows * mcuRows - 1;
  const isLastButOne = tensorFlow
    ? inside > rows - 3 && mcuRow > mcuRows - 3
    : row > rows * mcuRows - 3;
  const above = row > 0 ? y - 1 : y;
  const below = isLast ? y : y + 1;
  readRow(c, isSecond ? above : y - 2, x, 0);
  readRow(c, above, x, 5);
  readRow(c, y, x, 10);
  readRow(c, below, x, 15);
  readRow(c, isLastButOne ? below : y + 2, x, 20);
}

function readRow(c: Component, y: i32, x: i32, to: usize): void {
  const last = c.columns - 1;
  for (let i = 0; i < 5; i++) {
    let column = min(last, max(0, x + i - 2));
    // Up to libjpeg-turbo 2.1 what lies behind the second of two columns is the first one.
    if (tensorFlow && last === 1 && x + i - 2 > 1) column = 0;
    store<i32>(around + ((to + <usize>i) << 2), load<i16>(blockAt(c, y, column)));
  }
}
