// Component rows to pixels of four bytes, R G B and one to spare: 16 at a time, so that up to 15 pixels
// behind the last are written too.

/** YCbCr of JFIF to RGB, exactly as libjpeg's tables: its constants in units of 2^-14 round alike. */
export function yccToRgbx(y: usize, cb: usize, cr: usize, to: usize, n: i32): void {
  const centre = i16x8.splat(128);
  const half = i32x4.splat(32768);
  const red = i16x8.splat(22971);
  const blue = i16x8.splat(29033); // 1.402, 1.772
  const green = i16x8(-22554, 18734, -22554, 18734, -22554, 18734, -22554, 18734); // -0.34414, 1 - 0.71414
  for (let i = 0; i < n; i += 16) {
    const Y = v128.load(y + i);
    const B = v128.load(cb + i);
    const R = v128.load(cr + i);
    const y0 = i16x8.extend_low_i8x16_u(Y);
    const y1 = i16x8.extend_high_i8x16_u(Y);
    const b0 = i16x8.sub(i16x8.extend_low_i8x16_u(B), centre);
    const b1 = i16x8.sub(i16x8.extend_high_i8x16_u(B), centre);
    const r0 = i16x8.sub(i16x8.extend_low_i8x16_u(R), centre);
    const r1 = i16x8.sub(i16x8.extend_high_i8x16_u(R), centre);
    const g0 = i16x8.narrow_i32x4_s(
      greenOf(lowPairs(b0, r0), green, half),
      greenOf(highPairs(b0, r0), green, half),
    );
    const g1 = i16x8.narrow_i32x4_s(
      greenOf(lowPairs(b1, r1), green, half),
      greenOf(highPairs(b1, r1), green, half),
    );
    storeRgbx(
      i8x16.narrow_i16x8_u(i16x8.add(y0, scaled(r0, red)), i16x8.add(y1, scaled(r1, red))),
      i8x16.narrow_i16x8_u(i16x8.sub(i16x8.add(y0, g0), r0), i16x8.sub(i16x8.add(y1, g1), r1)),
      i8x16.narrow_i16x8_u(i16x8.add(y0, scaled(b0, blue)), i16x8.add(y1, scaled(b1, blue))),
      to + (i << 2),
    );
  }
}

export function greyToRgbx(y: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i += 16) {
    const v = v128.load(y + i);
    storeRgbx(v, v, v, to + (i << 2));
  }
}

export function rgbToRgbx(r: usize, g: usize, b: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i += 16)
    storeRgbx(v128.load(r + i), v128.load(g + i), v128.load(b + i), to + (i << 2));
}

/** Pixels of three bytes to four. Reads up to 4 bytes behind the last. */
export function widenRgb(from: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) {
    v128.store(
      to,
      i8x16.swizzle(v128.load(from), i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1)),
    );
    from += 12;
    to += 16;
  }
}

/** Pixels of four bytes to three. Writes up to 13 bytes behind the last. */
export function packRgb(from: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) {
    v128.store(
      to,
      i8x16.swizzle(v128.load(from), i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1)),
    );
    from += 16;
    to += 12;
  }
}

// @inline
function scaled(chroma: v128, by: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.add(chroma, chroma), by);
}
// @inline
function greenOf(pairs: v128, by: v128, half: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, by), half), 16);
}
// @inline
function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
// @inline
function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @inline
function storeRgbx(r: v128, g: v128, b: v128, to: usize): void {
  const rg = v128.shuffle<i8>(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const rg2 = v128.shuffle<i8>(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const bx = v128.shuffle<i8>(b, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const bx2 = v128.shuffle<i8>(b, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, lowPairs(rg, bx));
  v128.store(to, highPairs(rg, bx), 16);
  v128.store(to, lowPairs(rg2, bx2), 32);
  v128.store(to, highPairs(rg2, bx2), 48);
}
