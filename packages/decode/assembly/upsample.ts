// Chroma rows at full size, by libjpeg's "fancy" triangle filter: a sample counts three times as much
// as its neighbour on the far side. Rounding alternates, so that nothing drifts.
import { Component } from "./frame";
import { allocate } from "./memory";

/** i16 sums of two rows, with one more at each end. */
let sums: usize = 0;

/** Room for a window of `columns`; false where there is none. */
export function prepareUpsampling(columns: i32): bool {
  const at = allocate(<u64>columns + 128);
  sums = at + 32;
  return at !== 0;
}

/** Columns from `x0` to `x1` of image row `y` of a component: in its plane, or enlarged into its row. */
export function rowOf(c: Component, y: i32, x0: i32, x1: i32): usize {
  if (c.across === 1 && c.down === 1) return c.rowAt(y) + x0;
  if (c.across > 2 || c.down > 2 || c.isNarrow()) return repeated(c, y / c.down, x0, x1);
  if (c.across === 1) return blended(c, y, x0, x1);
  const from = max(0, (x0 >> 1) - 1);
  const to = min(c.width, ((x1 - 1) >> 1) + 2);
  const n = to - from;
  if (c.down === 1) {
    const row = c.rowAt(y) + from;
    for (let i = 0; i < n; i += 8) v128.store(sums + (i << 1), v128.load_ext<u8>(row + i));
    closeEnds(n);
    widen(c.row, n, 1, 2, 2);
  } else {
    const near = c.rowAt(y >> 1) + from;
    const far = c.rowAt(c.farther(y)) + from;
    for (let i = 0; i < n; i += 8)
      v128.store(
        sums + (i << 1),
        weighted(v128.load_ext<u8>(near + i), v128.load_ext<u8>(far + i)),
      );
    closeEnds(n);
    widen(c.row, n, 8, 7, 4);
  }
  return c.row + (x0 - (from << 1));
}

// @inline
function weighted(near: v128, far: v128): v128 {
  return i16x8.add(i16x8.add(near, i16x8.add(near, near)), far);
}

/** Beyond the first and the last sum stands the same again. */
function closeEnds(n: i32): void {
  store<i16>(sums - 2, load<i16>(sums));
  store<i16>(sums + (n << 1), load<i16>(sums + ((n - 1) << 1)));
}

/** Two samples of each sum, leaning to the left and to the right. */
// @inline
function widen(to: usize, n: i32, left: i16, right: i16, shift: i32): void {
  const s = sums;
  for (let i = 0; i < n; i += 8) {
    const at = s + (i << 1);
    const sum = v128.load(at);
    const even = i16x8.shr_u(i16x8.add(weighted(sum, v128.load(at - 2)), i16x8.splat(left)), shift);
    const odd = i16x8.shr_u(i16x8.add(weighted(sum, v128.load(at + 2)), i16x8.splat(right)), shift);
    v128.store(to + (i << 1), v128.or(even, i16x8.shl(odd, 8)));
  }
}

/** Half height alone: rows above get the one rounding, rows below the other. */
function blended(c: Component, y: i32, x0: i32, x1: i32): usize {
  const near = c.rowAt(y >> 1) + x0;
  const far = c.rowAt(c.farther(y)) + x0;
  const to = c.row;
  const bias = i16x8.splat(y & 1 ? 2 : 1);
  const n = x1 - x0;
  for (let i = 0; i < n; i += 8) {
    const sum = i16x8.shr_u(
      i16x8.add(weighted(v128.load_ext<u8>(near + i), v128.load_ext<u8>(far + i)), bias),
      2,
    );
    v128.store_lane<i64>(to + i, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
  return to;
}

/** Sample row `y`, each sample as often as it stands for. */
function repeated(c: Component, y: i32, x0: i32, x1: i32): usize {
  const row = c.rowAt(y);
  const to = c.row;
  for (let x = x0; x < x1; x++) store<u8>(to + (x - x0), load<u8>(row + x / c.across));
  return to;
}
