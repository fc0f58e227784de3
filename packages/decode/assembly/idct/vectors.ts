// What both transforms do with eight vectors of eight samples.

/** a0 b0 a1 b1 a2 b2 a3 b3 */
// @inline
export function low(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** a4 b4 a5 b5 a6 b6 a7 b7 */
// @inline
export function high(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @inline
export function row(from: usize, y: usize): v128 {
  return v128.load(from + (y << 4));
}

/** Row `y` of a block times its multipliers, in 16 bits that wrap around. */
// @inline
export function product(from: usize, by: usize, y: usize): v128 {
  return i16x8.mul(row(from, y), row(by, y));
}

/** Row `y` as a pass takes it: the first one multiplied. */
// @inline
export function taken(from: usize, by: usize, y: usize, first: bool): v128 {
  return first ? product(from, by, y) : row(from, y);
}

/** Zeros in four rows of a block. */
// @inline
export function clear(at: usize): void {
  const zero = i32x4.splat(0);
  v128.store(at, zero);
  v128.store(at, zero, 16);
  v128.store(at, zero, 32);
  v128.store(at, zero, 48);
}

/** The DC of a block that has nothing else, times its multiplier. Leaves zeros behind. */
// @inline
export function takeDc(block: usize, by: usize): i32 {
  const dc = <i32>(<i16>(<i32>load<i16>(block) * <i32>load<i16>(by)));
  store<i16>(block, 0);
  return dc;
}

/** Turns the i16[8][8] at `at` about its diagonal: three rounds of interleaving. */
// @inline
export function transpose(at: usize): void {
  const r0 = v128.load(at);
  const r1 = v128.load(at, 16);
  const r2 = v128.load(at, 32);
  const r3 = v128.load(at, 48);
  const r4 = v128.load(at, 64);
  const r5 = v128.load(at, 80);
  const r6 = v128.load(at, 96);
  const r7 = v128.load(at, 112);
  const a0 = low(r0, r4);
  const a1 = high(r0, r4);
  const a2 = low(r1, r5);
  const a3 = high(r1, r5);
  const a4 = low(r2, r6);
  const a5 = high(r2, r6);
  const a6 = low(r3, r7);
  const a7 = high(r3, r7);
  const b0 = low(a0, a4);
  const b1 = high(a0, a4);
  const b2 = low(a1, a5);
  const b3 = high(a1, a5);
  const b4 = low(a2, a6);
  const b5 = high(a2, a6);
  const b6 = low(a3, a7);
  const b7 = high(a3, a7);
  v128.store(at, low(b0, b4));
  v128.store(at, high(b0, b4), 16);
  v128.store(at, low(b1, b5), 32);
  v128.store(at, high(b1, b5), 48);
  v128.store(at, low(b2, b6), 64);
  v128.store(at, high(b2, b6), 80);
  v128.store(at, low(b3, b7), 96);
  v128.store(at, high(b3, b7), 112);
}

/** Writes the i16[8][8] at `at`, column by column, as rows of eight bytes around 128. */
// @inline
export function emit(at: usize, to: usize, stride: usize): void {
  // Columns 0 and 2, 1 and 3 … side by side as bytes, then woven into rows.
  const a = i8x16.narrow_i16x8_s(v128.load(at), v128.load(at, 32));
  const b = i8x16.narrow_i16x8_s(v128.load(at, 16), v128.load(at, 48));
  const c = i8x16.narrow_i16x8_s(v128.load(at, 64), v128.load(at, 96));
  const d = i8x16.narrow_i16x8_s(v128.load(at, 80), v128.load(at, 112));
  const ab = lowBytes(a, b);
  const ab2 = highBytes(a, b);
  const cd = lowBytes(c, d);
  const cd2 = highBytes(c, d);
  const p = low(ab, ab2);
  const p2 = high(ab, ab2);
  const q = low(cd, cd2);
  const q2 = high(cd, cd2);
  const centre = i8x16.splat(-128);
  const rows01 = v128.xor(v128.shuffle<i32>(p, q, 0, 4, 1, 5), centre);
  const rows23 = v128.xor(v128.shuffle<i32>(p, q, 2, 6, 3, 7), centre);
  const rows45 = v128.xor(v128.shuffle<i32>(p2, q2, 0, 4, 1, 5), centre);
  const rows67 = v128.xor(v128.shuffle<i32>(p2, q2, 2, 6, 3, 7), centre);
  v128.store_lane<i64>(to, rows01, 0);
  v128.store_lane<i64>(to + stride, rows01, 1);
  to += stride << 1;
  v128.store_lane<i64>(to, rows23, 0);
  v128.store_lane<i64>(to + stride, rows23, 1);
  to += stride << 1;
  v128.store_lane<i64>(to, rows45, 0);
  v128.store_lane<i64>(to + stride, rows45, 1);
  to += stride << 1;
  v128.store_lane<i64>(to, rows67, 0);
  v128.store_lane<i64>(to + stride, rows67, 1);
}

// @inline
function lowBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
// @inline
function highBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** One value, less its centre, over a whole block. */
export function flat(value: i32, to: usize, stride: usize): void {
  const v = value + 128;
  const bytes = i8x16.splat(<i8>(v < 0 ? 0 : v > 255 ? 255 : v));
  for (let y = 0; y < 8; y++) {
    v128.store_lane<i64>(to, bytes, 0);
    to += stride;
  }
}
