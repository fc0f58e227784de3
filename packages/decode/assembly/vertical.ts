// The vertical pass, sixteen bytes at a time.
import { halfUnit, rounded } from "./weights";

/** More pairs than this are never planned. */
const MOST_PAIRS: usize = 1024;

/** u32[2048]: where the rows of one output row begin. */
const rows = memory.data(8 * MOST_PAIRS, 64);

/** Bytes of two rows side by side: the first eight of sixteen. */
// @inline
function woven(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** And the last eight. */
// @inline
function wovenHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// @inline
function packed(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** Rows `first` and following of a ring to one row of `bytes`, by `pairs` of weights. */
export function vertical(
  ring: usize,
  mask: i32,
  pitch: usize,
  first: i32,
  weights: usize,
  pairs: i32,
  to: usize,
  bytes: usize,
): void {
  for (let i = 0; i < 2 * pairs; i++) {
    store<usize>(rows + ((<usize>i) << 2), ring + <usize>((first + i) & mask) * pitch);
  }
  if (pairs === 2) fourRows(weights, to, bytes);
  else manyRows(weights, pairs, to, bytes);
}

/** One sum of four taps: two rows woven, and two more. */
// @inline
function ofFour(p: v128, q: v128, upper: v128, lower: v128, upper2: v128, lower2: v128): v128 {
  const high = i32x4.add(i32x4.dot_i16x8_s(p, upper), i32x4.dot_i16x8_s(q, upper2));
  const low = i32x4.add(i32x4.dot_i16x8_s(p, lower), i32x4.dot_i16x8_s(q, lower2));
  return rounded(high, i32x4.add(low, halfUnit()));
}

function fourRows(weights: usize, to: usize, bytes: usize): void {
  const r0 = load<usize>(rows);
  const r1 = load<usize>(rows, 4);
  const r2 = load<usize>(rows, 8);
  const r3 = load<usize>(rows, 12);
  const u = v128.load32_splat(weights);
  const l = v128.load32_splat(weights, 4);
  const u2 = v128.load32_splat(weights, 8);
  const l2 = v128.load32_splat(weights, 12);
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(r0 + i);
    const b = v128.load(r1 + i);
    const c = v128.load(r2 + i);
    const d = v128.load(r3 + i);
    const p = woven(a, b);
    const q = woven(c, d);
    const p2 = wovenHigh(a, b);
    const q2 = wovenHigh(c, d);
    v128.store(
      to + i,
      packed(
        ofFour(i16x8.extend_low_i8x16_u(p), i16x8.extend_low_i8x16_u(q), u, l, u2, l2),
        ofFour(i16x8.extend_high_i8x16_u(p), i16x8.extend_high_i8x16_u(q), u, l, u2, l2),
        ofFour(i16x8.extend_low_i8x16_u(p2), i16x8.extend_low_i8x16_u(q2), u, l, u2, l2),
        ofFour(i16x8.extend_high_i8x16_u(p2), i16x8.extend_high_i8x16_u(q2), u, l, u2, l2),
      ),
    );
  }
}

function manyRows(weights: usize, pairs: i32, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    let u0 = i32x4.splat(0);
    let u1 = u0;
    let u2 = u0;
    let u3 = u0;
    let l0 = halfUnit();
    let l1 = l0;
    let l2 = l0;
    let l3 = l0;
    let w = weights;
    let row = rows;
    for (let k = 0; k < pairs; k++) {
      const a = v128.load(load<usize>(row) + i);
      const b = v128.load(load<usize>(row, 4) + i);
      const upper = v128.load32_splat(w);
      const lower = v128.load32_splat(w, 4);
      const left = woven(a, b);
      const right = wovenHigh(a, b);
      const p0 = i16x8.extend_low_i8x16_u(left);
      const p1 = i16x8.extend_high_i8x16_u(left);
      const p2 = i16x8.extend_low_i8x16_u(right);
      const p3 = i16x8.extend_high_i8x16_u(right);
      u0 = i32x4.add(u0, i32x4.dot_i16x8_s(p0, upper));
      l0 = i32x4.add(l0, i32x4.dot_i16x8_s(p0, lower));
      u1 = i32x4.add(u1, i32x4.dot_i16x8_s(p1, upper));
      l1 = i32x4.add(l1, i32x4.dot_i16x8_s(p1, lower));
      u2 = i32x4.add(u2, i32x4.dot_i16x8_s(p2, upper));
      l2 = i32x4.add(l2, i32x4.dot_i16x8_s(p2, lower));
      u3 = i32x4.add(u3, i32x4.dot_i16x8_s(p3, upper));
      l3 = i32x4.add(l3, i32x4.dot_i16x8_s(p3, lower));
      w += 8;
      row += 8;
    }
    v128.store(to + i, packed(rounded(u0, l0), rounded(u1, l1), rounded(u2, l2), rounded(u3, l3)));
  }
}
