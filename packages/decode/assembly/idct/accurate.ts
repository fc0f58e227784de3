// libjpeg's "islow" inverse DCT: 13-bit constants, 16-bit samples between the passes, as its vector
// code computes it. Loeffler, Ligtenberg and Moschytz 1989, 12 multiplications.
import { clear, emit, flat, high, low, product, row, takeDc, taken, transpose } from "./vectors";

const work = memory.data(128, 64);

// Constants of the algorithm, in units of 2^-13.
const C0_298: i32 = 2446;
const C0_390: i32 = 3196;
const C0_541: i32 = 4433;
const C0_765: i32 = 6270;
const C0_899: i32 = 7373;
const C1_175: i32 = 9633;
const C1_501: i32 = 12299;
const C1_847: i32 = 15137;
const C1_961: i32 = 16069;
const C2_053: i32 = 16819;
const C2_562: i32 = 20995;
const C3_072: i32 = 25172;

/** a × first + b × second of each pair of 16-bit lanes, as 32 bits. */
// @inline
function rotate(pairs: v128, a: i32, b: i32): v128 {
  return i32x4.dot_i16x8_s(pairs, i32x4.splat((b << 16) | (a & 0xffff)));
}

/** Lanes in the upper half of 32 bits, as units of 2^-13, with half a unit of the result added. */
// @inline
function scaled(lanes: v128, shift: i32): v128 {
  return i32x4.add(i32x4.shr_s(lanes, 3), i32x4.splat(1 << (shift - 1)));
}

// @inline
function put(at: usize, a: v128, b: v128, shift: i32): void {
  v128.store(at, i16x8.narrow_i32x4_s(i32x4.shr_s(a, shift), i32x4.shr_s(b, shift)));
}

/**
 * Eight transforms of eight values, down the lanes; in the first pass they are multiplied before. `n` and
 * `m` are the lower and the upper four.
 */
// @inline
function transform(from: usize, by: usize, to: usize, first: bool): void {
  const shift = first ? 11 : 18;
  const s0 = taken(from, by, 0, first);
  const s1 = taken(from, by, 1, first);
  const s2 = taken(from, by, 2, first);
  const s3 = taken(from, by, 3, first);
  const s4 = taken(from, by, 4, first);
  const s5 = taken(from, by, 5, first);
  const s6 = taken(from, by, 6, first);
  const s7 = taken(from, by, 7, first);
  const zero = i32x4.splat(0);
  const sum = i16x8.add(s0, s4);
  const difference = i16x8.sub(s0, s4);
  const n26 = low(s2, s6);
  const m26 = high(s2, s6);
  const n3 = rotate(n26, C0_541 + C0_765, C0_541);
  const m3 = rotate(m26, C0_541 + C0_765, C0_541);
  const n2 = rotate(n26, C0_541, C0_541 - C1_847);
  const m2 = rotate(m26, C0_541, C0_541 - C1_847);
  const n0 = scaled(low(zero, sum), shift);
  const m0 = scaled(high(zero, sum), shift);
  const n1 = scaled(low(zero, difference), shift);
  const m1 = scaled(high(zero, difference), shift);
  const n10 = i32x4.add(n0, n3);
  const m10 = i32x4.add(m0, m3);
  const n13 = i32x4.sub(n0, n3);
  const m13 = i32x4.sub(m0, m3);
  const n11 = i32x4.add(n1, n2);
  const m11 = i32x4.add(m1, m2);
  const n12 = i32x4.sub(n1, n2);
  const m12 = i32x4.sub(m1, m2);

  const z73 = i16x8.add(s7, s3);
  const z51 = i16x8.add(s5, s1);
  const nz = low(z73, z51);
  const mz = high(z73, z51);
  const nz3 = rotate(nz, C1_175 - C1_961, C1_175);
  const mz3 = rotate(mz, C1_175 - C1_961, C1_175);
  const nz4 = rotate(nz, C1_175, C1_175 - C0_390);
  const mz4 = rotate(mz, C1_175, C1_175 - C0_390);
  const n71 = low(s7, s1);
  const m71 = high(s7, s1);
  const n53 = low(s5, s3);
  const m53 = high(s5, s3);
  const n4 = i32x4.add(rotate(n71, C0_298 - C0_899, -C0_899), nz3);
  const m4 = i32x4.add(rotate(m71, C0_298 - C0_899, -C0_899), mz3);
  const n5 = i32x4.add(rotate(n53, C2_053 - C2_562, -C2_562), nz4);
  const m5 = i32x4.add(rotate(m53, C2_053 - C2_562, -C2_562), mz4);
  const n6 = i32x4.add(rotate(n53, -C2_562, C3_072 - C2_562), nz3);
  const m6 = i32x4.add(rotate(m53, -C2_562, C3_072 - C2_562), mz3);
  const n7 = i32x4.add(rotate(n71, -C0_899, C1_501 - C0_899), nz4);
  const m7 = i32x4.add(rotate(m71, -C0_899, C1_501 - C0_899), mz4);

  put(to, i32x4.add(n10, n7), i32x4.add(m10, m7), shift);
  put(to + 16, i32x4.add(n11, n6), i32x4.add(m11, m6), shift);
  put(to + 32, i32x4.add(n12, n5), i32x4.add(m12, m5), shift);
  put(to + 48, i32x4.add(n13, n4), i32x4.add(m13, m4), shift);
  put(to + 64, i32x4.sub(n13, n4), i32x4.sub(m13, m4), shift);
  put(to + 80, i32x4.sub(n12, n5), i32x4.sub(m12, m5), shift);
  put(to + 96, i32x4.sub(n11, n6), i32x4.sub(m11, m6), shift);
  put(to + 112, i32x4.sub(n10, n7), i32x4.sub(m10, m7), shift);
}

/** Rows `i` and `i + 4` of the first pass, four columns each. */
// @inline
function both(a: v128, b: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(a, 11), i32x4.shr_s(b, 11));
}

/**
 * The first pass of a block with coefficients in its first four rows and columns alone, and what
 * {@link transpose} would do after it.
 */
// @inline
function transformCorner(from: usize, by: usize, to: usize): void {
  const s0 = product(from, by, 0);
  const s1 = product(from, by, 1);
  const s2 = product(from, by, 2);
  const s3 = product(from, by, 3);
  const zero = i32x4.splat(0);
  const n26 = low(s2, zero);
  const n0 = scaled(low(zero, s0), 11);
  const n3 = rotate(n26, C0_541 + C0_765, 0);
  const n2 = rotate(n26, C0_541, 0);
  const n10 = i32x4.add(n0, n3);
  const n13 = i32x4.sub(n0, n3);
  const n11 = i32x4.add(n0, n2);
  const n12 = i32x4.sub(n0, n2);
  const odd = low(s3, s1);
  const n4 = rotate(odd, C1_175 - C1_961, C1_175 - C0_899);
  const n5 = rotate(odd, C1_175 - C2_562, C1_175 - C0_390);
  const n6 = rotate(odd, C1_175 - C1_961 + C3_072 - C2_562, C1_175);
  const n7 = rotate(odd, C1_175, C1_175 - C0_390 + C1_501 - C0_899);
  const w04 = both(i32x4.add(n10, n7), i32x4.sub(n13, n4));
  const w15 = both(i32x4.add(n11, n6), i32x4.sub(n12, n5));
  const w26 = both(i32x4.add(n12, n5), i32x4.sub(n11, n6));
  const w37 = both(i32x4.add(n13, n4), i32x4.sub(n10, n7));
  const a = low(w04, w26);
  const b = low(w15, w37);
  const c = high(w04, w26);
  const d = high(w15, w37);
  const ab = low(a, b);
  const ab2 = high(a, b);
  const cd = low(c, d);
  const cd2 = high(c, d);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(to, v128.shuffle<i64>(ab2, cd2, 0, 2), 32);
  v128.store(to, v128.shuffle<i64>(ab2, cd2, 1, 3), 48);
}

/** The second pass after {@link transformCorner}: of each eight values the last four are zero. */
// @inline
function transformHalf(from: usize, to: usize): void {
  const s0 = row(from, 0);
  const s1 = row(from, 1);
  const s2 = row(from, 2);
  const s3 = row(from, 3);
  const zero = i32x4.splat(0);
  const n26 = low(s2, zero);
  const m26 = high(s2, zero);
  const n0 = scaled(low(zero, s0), 18);
  const m0 = scaled(high(zero, s0), 18);
  const n3 = rotate(n26, C0_541 + C0_765, 0);
  const m3 = rotate(m26, C0_541 + C0_765, 0);
  const n2 = rotate(n26, C0_541, 0);
  const m2 = rotate(m26, C0_541, 0);
  const n10 = i32x4.add(n0, n3);
  const m10 = i32x4.add(m0, m3);
  const n13 = i32x4.sub(n0, n3);
  const m13 = i32x4.sub(m0, m3);
  const n11 = i32x4.add(n0, n2);
  const m11 = i32x4.add(m0, m2);
  const n12 = i32x4.sub(n0, n2);
  const m12 = i32x4.sub(m0, m2);
  const n = low(s3, s1);
  const m = high(s3, s1);
  const n4 = rotate(n, C1_175 - C1_961, C1_175 - C0_899);
  const m4 = rotate(m, C1_175 - C1_961, C1_175 - C0_899);
  const n5 = rotate(n, C1_175 - C2_562, C1_175 - C0_390);
  const m5 = rotate(m, C1_175 - C2_562, C1_175 - C0_390);
  const n6 = rotate(n, C1_175 - C1_961 + C3_072 - C2_562, C1_175);
  const m6 = rotate(m, C1_175 - C1_961 + C3_072 - C2_562, C1_175);
  const n7 = rotate(n, C1_175, C1_175 - C0_390 + C1_501 - C0_899);
  const m7 = rotate(m, C1_175, C1_175 - C0_390 + C1_501 - C0_899);
  put(to, i32x4.add(n10, n7), i32x4.add(m10, m7), 18);
  put(to + 16, i32x4.add(n11, n6), i32x4.add(m11, m6), 18);
  put(to + 32, i32x4.add(n12, n5), i32x4.add(m12, m5), 18);
  put(to + 48, i32x4.add(n13, n4), i32x4.add(m13, m4), 18);
  put(to + 64, i32x4.sub(n13, n4), i32x4.sub(m13, m4), 18);
  put(to + 80, i32x4.sub(n12, n5), i32x4.sub(m12, m5), 18);
  put(to + 96, i32x4.sub(n11, n6), i32x4.sub(m11, m6), 18);
  put(to + 112, i32x4.sub(n10, n7), i32x4.sub(m10, m7), 18);
}

/** Samples of a block whose last coefficient in zigzag order is at most `last`; leaves zeros behind. */
// @inline
export function accurate(block: usize, by: usize, last: i32, to: usize, stride: usize): void {
  const w = work;
  if (last === 0) {
    flat(constant(takeDc(block, by)), to, stride);
    return;
  }
  if (last < 10) {
    // The first ten of the zigzag lie in the corner.
    if (hasMoreRows(block, false)) transformCorner(block, by, w);
    else spread(block, by, w, 4);
    transformHalf(w, w);
  } else {
    if (hasMoreRows(block, true)) {
      transform(block, by, w, true);
      transpose(w);
    } else spread(block, by, w, 8);
    clear(block + 64);
    transform(w, 0, w, false);
  }
  clear(block);
  emit(w, to, stride);
}

/**
 * The first pass of a block that has only a first row: its columns are flat. libjpeg takes the same
 * short cut, and values too large for it wrap around where {@link transform} would clip them.
 */
function spread(from: usize, by: usize, to: usize, columns: i32): void {
  v128.store(to, i16x8.shl(product(from, by, 0), 2));
  for (let x = columns - 1; x >= 0; x--) {
    v128.store(to + (x << 4), i16x8.splat(load<i16>(to + (x << 1))));
  }
}

/** Whether there is anything below the first row, in the upper half or anywhere. */
// @inline
function hasMoreRows(block: usize, anywhere: bool): bool {
  let rows = v128.or(v128.or(row(block, 1), row(block, 2)), row(block, 3));
  if (anywhere) {
    rows = v128.or(rows, v128.or(row(block, 4), row(block, 5)));
    rows = v128.or(rows, v128.or(row(block, 6), row(block, 7)));
  }
  return v128.any_true(rows);
}

/** Both passes of nothing but a DC, in the 16 bits that lie between them. */
export function constant(dc: i32): i32 {
  return (<i32>(<i16>(dc << 2)) + 16) >> 5;
}
