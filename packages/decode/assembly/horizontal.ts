// The horizontal pass, a row at a time.
import { halfUnit, rounded } from "./weights";

/** Pixels 0 and 1 of four RGBX, channel by channel side by side as 16 bits. */
// @inline
function firstTwo(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1));
}
// @inline
function lastTwo(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1));
}

/** Four pixels of four 32-bit channels each as bytes, channel by channel. */
// @inline
function planes(a: v128, b: v128, c: v128, d: v128): v128 {
  const pixels = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
  return i8x16.swizzle(pixels, i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
}

/** One output pixel of four taps. */
// @inline
function ofFour(row: usize, taps: usize): v128 {
  const pixels = v128.load(row + load<u32>(taps));
  const a = firstTwo(pixels);
  const b = lastTwo(pixels);
  const upper = i32x4.add(
    i32x4.dot_i16x8_s(a, v128.load32_splat(taps, 4)),
    i32x4.dot_i16x8_s(b, v128.load32_splat(taps, 12)),
  );
  const lower = i32x4.add(
    i32x4.dot_i16x8_s(a, v128.load32_splat(taps, 8)),
    i32x4.dot_i16x8_s(b, v128.load32_splat(taps, 16)),
  );
  return rounded(upper, i32x4.add(lower, halfUnit()));
}

/** One output pixel of any number of taps, four and then two at a time. */
// @inline
function ofMany(row: usize, taps: usize, pairs: i32): v128 {
  let from = row + load<u32>(taps);
  let w = taps + 4;
  let upper = i32x4.splat(0);
  let lower = halfUnit();
  for (let i = pairs; i > 1; i -= 2) {
    const pixels = v128.load(from);
    const a = firstTwo(pixels);
    const b = lastTwo(pixels);
    upper = i32x4.add(upper, i32x4.dot_i16x8_s(a, v128.load32_splat(w)));
    lower = i32x4.add(lower, i32x4.dot_i16x8_s(a, v128.load32_splat(w, 4)));
    upper = i32x4.add(upper, i32x4.dot_i16x8_s(b, v128.load32_splat(w, 8)));
    lower = i32x4.add(lower, i32x4.dot_i16x8_s(b, v128.load32_splat(w, 12)));
    from += 16;
    w += 16;
  }
  if (pairs & 1) {
    const two = firstTwo(v128.load64_zero(from));
    upper = i32x4.add(upper, i32x4.dot_i16x8_s(two, v128.load32_splat(w)));
    lower = i32x4.add(lower, i32x4.dot_i16x8_s(two, v128.load32_splat(w, 4)));
  }
  return rounded(upper, lower);
}

// @inline
function storePlanes(to: usize, pitch: usize, bytes: v128): void {
  v128.store_lane<i32>(to, bytes, 0);
  v128.store_lane<i32>(to + pitch, bytes, 1);
  v128.store_lane<i32>(to + 2 * pitch, bytes, 2);
}

/**
 * A row of RGBX to `n` pixels in three planes `pitch` apart. `table` has for each pixel the byte
 * offset of its first tap and then its `pairs` of weights, and entries up to a multiple of four.
 */
export function horizontal(
  row: usize,
  table: usize,
  pairs: i32,
  to: usize,
  pitch: usize,
  n: i32,
): void {
  const size = <usize>(4 + (pairs << 3));
  for (let x = 0; x < n; x += 4) {
    if (pairs === 2)
      storePlanes(
        to + x,
        pitch,
        planes(
          ofFour(row, table),
          ofFour(row, table + 20),
          ofFour(row, table + 40),
          ofFour(row, table + 60),
        ),
      );
    else
      storePlanes(
        to + x,
        pitch,
        planes(
          ofMany(row, table, pairs),
          ofMany(row, table + size, pairs),
          ofMany(row, table + 2 * size, pairs),
          ofMany(row, table + 3 * size, pairs),
        ),
      );
    table += size << 2;
  }
}

/** The same for two rows and four taps at once: each weight is loaded once. */
export function horizontalTwice(
  rowA: usize,
  rowB: usize,
  table: usize,
  toA: usize,
  toB: usize,
  pitch: usize,
  n: i32,
): void {
  for (let x = 0; x < n; x += 4) {
    const a0 = ofFour(rowA, table);
    const b0 = ofFour(rowB, table);
    const a1 = ofFour(rowA, table + 20);
    const b1 = ofFour(rowB, table + 20);
    const a2 = ofFour(rowA, table + 40);
    const b2 = ofFour(rowB, table + 40);
    const a3 = ofFour(rowA, table + 60);
    const b3 = ofFour(rowB, table + 60);
    storePlanes(toA + x, pitch, planes(a0, a1, a2, a3));
    storePlanes(toB + x, pitch, planes(b0, b1, b2, b3));
    table += 80;
  }
}
