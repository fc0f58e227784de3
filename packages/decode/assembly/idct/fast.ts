// libjpeg's "ifast" inverse DCT, TensorFlow's default: 8-bit constants in 16-bit lanes throughout, and
// nothing rounded. Arai, Agui and Nakajima 1988: most of its scaling is in the multipliers.
import { clear, emit, flat, takeDc, taken, transpose } from "./vectors";

const work = memory.data(128, 64);

/** x × constant / 256, rounded down, as the upper half of 32 bits; lanes wrap around as libjpeg's do. */
// @inline
function times(x: v128, constant: i16): v128 {
  const a = i16x8.shl(x, 2);
  const b = i16x8.splat(<i16>(constant << 6));
  return v128.shuffle<i16>(
    i32x4.extmul_low_i16x8_s(a, b),
    i32x4.extmul_high_i16x8_s(a, b),
    1,
    3,
    5,
    7,
    9,
    11,
    13,
    15,
  );
}

/** Eight transforms of eight values, down the lanes; in the first pass they are multiplied before. */
// @inline
function transform(from: usize, by: usize, to: usize, first: bool): void {
  const shift = first ? 0 : 5;
  const s0 = taken(from, by, 0, first);
  const s1 = taken(from, by, 1, first);
  const s2 = taken(from, by, 2, first);
  const s3 = taken(from, by, 3, first);
  const s4 = taken(from, by, 4, first);
  const s5 = taken(from, by, 5, first);
  const s6 = taken(from, by, 6, first);
  const s7 = taken(from, by, 7, first);
  const e10 = i16x8.add(s0, s4);
  const e11 = i16x8.sub(s0, s4);
  const e13 = i16x8.add(s2, s6);
  const e12 = i16x8.sub(times(i16x8.sub(s2, s6), 362), e13); // √2
  const e0 = i16x8.add(e10, e13);
  const e3 = i16x8.sub(e10, e13);
  const e1 = i16x8.add(e11, e12);
  const e2 = i16x8.sub(e11, e12);

  const z13 = i16x8.add(s5, s3);
  const z10 = i16x8.sub(s5, s3);
  const z11 = i16x8.add(s1, s7);
  const z12 = i16x8.sub(s1, s7);
  const o7 = i16x8.add(z11, z13);
  const o11 = times(i16x8.sub(z11, z13), 362);
  const z5 = times(i16x8.add(z10, z12), 473); // 2 cos(π/8)
  const o10 = i16x8.sub(times(z12, 277), z5); // 2 (cos(π/8) - cos(3π/8))
  const o12 = i16x8.add(i16x8.sub(times(z10, -413), z10), z5); // -2 (cos(π/8) + cos(3π/8)): -1 - 413/256
  const o6 = i16x8.sub(o12, o7);
  const o5 = i16x8.sub(o11, o6);
  const o4 = i16x8.add(o10, o5);

  v128.store(to, i16x8.shr_s(i16x8.add(e0, o7), shift));
  v128.store(to, i16x8.shr_s(i16x8.sub(e0, o7), shift), 112);
  v128.store(to, i16x8.shr_s(i16x8.add(e1, o6), shift), 16);
  v128.store(to, i16x8.shr_s(i16x8.sub(e1, o6), shift), 96);
  v128.store(to, i16x8.shr_s(i16x8.add(e2, o5), shift), 32);
  v128.store(to, i16x8.shr_s(i16x8.sub(e2, o5), shift), 80);
  v128.store(to, i16x8.shr_s(i16x8.add(e3, o4), shift), 64);
  v128.store(to, i16x8.shr_s(i16x8.sub(e3, o4), shift), 48);
}

/** Samples of a block; `last` 0 says that it has nothing but a DC. Leaves zeros behind. */
export function fast(block: usize, by: usize, last: i32, to: usize, stride: usize): void {
  const w = work;
  if (last === 0) {
    flat(takeDc(block, by) >> 5, to, stride);
    return;
  }
  transform(block, by, w, true);
  clear(block);
  clear(block + 64);
  transpose(w);
  transform(w, 0, w, false);
  emit(w, to, stride);
}
