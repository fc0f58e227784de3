// ../../idct/accurate.ts without vectors: the same transform in 32 bits, with the sums that libjpeg's vector
// code has in 16 bits wrapping around, and its results clipped to 16.
import { emitRow, flat } from "./vectors";

const work = memory.data(128, 16);

// @inline
function wrapped(value: i32): i32 {
  return <i32>(<i16>value);
}

// @inline
function put(at: usize, value: i32, shift: i32): void {
  store<i16>(at, max(-32768, min(32767, value >> shift)));
}

/** One transform of the eight i16 at `from`, `step` bytes apart, in place. */
function transform(from: usize, step: usize, shift: i32): void {
  const s0 = <i32>load<i16>(from);
  const s1 = <i32>load<i16>(from + step);
  const s2 = <i32>load<i16>(from + 2 * step);
  const s3 = <i32>load<i16>(from + 3 * step);
  const s4 = <i32>load<i16>(from + 4 * step);
  const s5 = <i32>load<i16>(from + 5 * step);
  const s6 = <i32>load<i16>(from + 6 * step);
  const s7 = <i32>load<i16>(from + 7 * step);
  const half = 1 << (shift - 1);
  const e0 = (wrapped(s0 + s4) << 13) + half;
  const e1 = (wrapped(s0 - s4) << 13) + half;
  const e2 = 4433 * (s2 + s6) - 15137 * s6;
  const e3 = 4433 * (s2 + s6) + 6270 * s2;
  const z73 = wrapped(s7 + s3);
  const z51 = wrapped(s5 + s1);
  const z3 = 9633 * (z73 + z51) - 16069 * z73;
  const z4 = 9633 * (z73 + z51) - 3196 * z51;
  const o4 = 2446 * s7 - 7373 * (s7 + s1) + z3;
  const o5 = 16819 * s5 - 20995 * (s5 + s3) + z4;
  const o6 = 25172 * s3 - 20995 * (s5 + s3) + z3;
  const o7 = 12299 * s1 - 7373 * (s7 + s1) + z4;
  put(from, e0 + e3 + o7, shift);
  put(from + step, e1 + e2 + o6, shift);
  put(from + 2 * step, e1 - e2 + o5, shift);
  put(from + 3 * step, e0 - e3 + o4, shift);
  put(from + 4 * step, e0 - e3 - o4, shift);
  put(from + 5 * step, e1 - e2 - o5, shift);
  put(from + 6 * step, e1 + e2 - o6, shift);
  put(from + 7 * step, e0 + e3 - o7, shift);
}

export function accurate(block: usize, by: usize, last: i32, to: usize, stride: usize): void {
  if (last === 0) {
    flat(constant(<i32>load<i16>(block) * <i32>load<i16>(by)), to, stride);
    store<i16>(block, 0);
    return;
  }
  let rows: u64 = 0;
  for (let at: usize = 16; at < 128; at += 8) rows |= load<u64>(block + at);
  for (let at: usize = 0; at < 128; at += 2)
    store<i16>(work + at, <i32>load<i16>(block + at) * <i32>load<i16>(by + at));
  memory.fill(block, 0, 128);
  for (let x: usize = 0; x < 16; x += 2) {
    if (rows !== 0) transform(work + x, 16, 11);
    // A block that has only a first row: libjpeg's short cut wraps where the transform would clip.
    else
      for (let y: usize = 0; y < 128; y += 16)
        store<i16>(work + x + y, load<i16>(work + x) << (y === 0 ? 2 : 0));
  }
  for (let y: usize = 0; y < 8; y++) {
    transform(work + (y << 4), 2, 18);
    emitRow(work + (y << 4), 2, to + y * stride);
  }
}

export function constant(dc: i32): i32 {
  return (<i32>(<i16>(dc << 2)) + 16) >> 5;
}
