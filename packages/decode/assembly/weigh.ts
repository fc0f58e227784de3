// One row of a resampling pass. Weights are Pillow's 22-bit integers, each split into its upper 11
// bits and the 11 below, because vectors multiply 16 bits: Σ p·w = (Σ p·upper) · 2^11 + Σ p·lower.
// Two weights stand side by side, upper halves first: i16x2 upper, i16x2 lower.

// @inline
function halfUnit(): v128 {
  return i32x4.splat(1 << 21);
}

/** The sum rounded and shifted by 22 bits, as Pillow does. */
// @inline
function rounded(upper: v128, lower: v128): v128 {
  return i32x4.shr_s(i32x4.add(upper, i32x4.shr_s(lower, 11)), 11);
}

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
  const pixels = v128.load(row + load<u32>(taps)),
    a = firstTwo(pixels),
    b = lastTwo(pixels);
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

/** One output pixel of any number of taps. */
// @inline
function ofMany(row: usize, taps: usize, pairs: i32): v128 {
  let from = row + load<u32>(taps),
    w = taps + 4,
    upper = i32x4.splat(0),
    lower = halfUnit();
  for (let i = 0; i < pairs; i++) {
    const two = firstTwo(v128.load64_zero(from));
    upper = i32x4.add(upper, i32x4.dot_i16x8_s(two, v128.load32_splat(w)));
    lower = i32x4.add(lower, i32x4.dot_i16x8_s(two, v128.load32_splat(w, 4)));
    from += 8;
    w += 8;
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
    const a0 = ofFour(rowA, table),
      b0 = ofFour(rowB, table);
    const a1 = ofFour(rowA, table + 20),
      b1 = ofFour(rowB, table + 20);
    const a2 = ofFour(rowA, table + 40),
      b2 = ofFour(rowB, table + 40);
    const a3 = ofFour(rowA, table + 60),
      b3 = ofFour(rowB, table + 60);
    storePlanes(toA + x, pitch, planes(a0, a1, a2, a3));
    storePlanes(toB + x, pitch, planes(b0, b1, b2, b3));
    table += 80;
  }
}

/** Bytes of two rows, side by side as 16 bits: the first eight of sixteen, four by four. */
// @inline
function woven(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
// @inline
function wovenHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/**
 * Rows `first` and following of a ring to one row of `bytes`. `weights` are `pairs` of them.
 */
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
  for (let i: usize = 0; i < bytes; i += 16) {
    let u0 = i32x4.splat(0),
      u1 = u0,
      u2 = u0,
      u3 = u0,
      l0 = halfUnit(),
      l1 = l0,
      l2 = l0,
      l3 = l0;
    for (let k = 0, y = first, w = weights; k < pairs; k++, y += 2, w += 8) {
      const a = v128.load(ring + <usize>(y & mask) * pitch + i),
        b = v128.load(ring + <usize>((y + 1) & mask) * pitch + i);
      const upper = v128.load32_splat(w),
        lower = v128.load32_splat(w, 4);
      const left = woven(a, b),
        right = wovenHigh(a, b);
      const p0 = i16x8.extend_low_i8x16_u(left),
        p1 = i16x8.extend_high_i8x16_u(left);
      const p2 = i16x8.extend_low_i8x16_u(right),
        p3 = i16x8.extend_high_i8x16_u(right);
      u0 = i32x4.add(u0, i32x4.dot_i16x8_s(p0, upper));
      l0 = i32x4.add(l0, i32x4.dot_i16x8_s(p0, lower));
      u1 = i32x4.add(u1, i32x4.dot_i16x8_s(p1, upper));
      l1 = i32x4.add(l1, i32x4.dot_i16x8_s(p1, lower));
      u2 = i32x4.add(u2, i32x4.dot_i16x8_s(p2, upper));
      l2 = i32x4.add(l2, i32x4.dot_i16x8_s(p2, lower));
      u3 = i32x4.add(u3, i32x4.dot_i16x8_s(p3, upper));
      l3 = i32x4.add(l3, i32x4.dot_i16x8_s(p3, lower));
    }
    const a = i16x8.narrow_i32x4_s(rounded(u0, l0), rounded(u1, l1)),
      b = i16x8.narrow_i32x4_s(rounded(u2, l2), rounded(u3, l3));
    v128.store(to + i, i8x16.narrow_i16x8_u(a, b));
  }
}
