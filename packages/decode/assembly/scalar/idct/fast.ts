// ../../idct/fast.ts without vectors: everything in 16 bits that wrap around.
import { emitRow, flat } from "./vectors";

const work = memory.data(128, 16);

// @inline
function times(x: i16, constant: i32): i16 {
  return <i16>((<i32>(<i16>(x << 2)) * <i32>(<i16>(constant << 6))) >> 16);
}

/** One transform of the eight i16 at `from`, `step` bytes apart, in place. */
function transform(from: usize, step: usize, shift: i16): void {
  const s0 = load<i16>(from);
  const s1 = load<i16>(from + step);
  const s2 = load<i16>(from + 2 * step);
  const s3 = load<i16>(from + 3 * step);
  const s4 = load<i16>(from + 4 * step);
  const s5 = load<i16>(from + 5 * step);
  const s6 = load<i16>(from + 6 * step);
  const s7 = load<i16>(from + 7 * step);
  const e10: i16 = s0 + s4;
  const e11: i16 = s0 - s4;
  const e13: i16 = s2 + s6;
  const e12: i16 = times(s2 - s6, 362) - e13;
  const e0: i16 = e10 + e13;
  const e3: i16 = e10 - e13;
  const e1: i16 = e11 + e12;
  const e2: i16 = e11 - e12;
  const z13: i16 = s5 + s3;
  const z10: i16 = s5 - s3;
  const z11: i16 = s1 + s7;
  const z12: i16 = s1 - s7;
  const o7: i16 = z11 + z13;
  const o11: i16 = times(z11 - z13, 362);
  const z5: i16 = times(z10 + z12, 473);
  const o10: i16 = times(z12, 277) - z5;
  const o12: i16 = times(z10, -413) - z10 + z5;
  const o6: i16 = o12 - o7;
  const o5: i16 = o11 - o6;
  const o4: i16 = o10 + o5;
  store<i16>(from, <i16>(e0 + o7) >> shift);
  store<i16>(from + 7 * step, <i16>(e0 - o7) >> shift);
  store<i16>(from + step, <i16>(e1 + o6) >> shift);
  store<i16>(from + 6 * step, <i16>(e1 - o6) >> shift);
  store<i16>(from + 2 * step, <i16>(e2 + o5) >> shift);
  store<i16>(from + 5 * step, <i16>(e2 - o5) >> shift);
  store<i16>(from + 4 * step, <i16>(e3 + o4) >> shift);
  store<i16>(from + 3 * step, <i16>(e3 - o4) >> shift);
}

export function fast(block: usize, by: usize, last: i32, to: usize, stride: usize): void {
  for (let at: usize = 0; at < 128; at += 2)
    store<i16>(work + at, <i32>load<i16>(block + at) * <i32>load<i16>(by + at));
  memory.fill(block, 0, 128);
  if (last === 0) {
    flat(<i32>load<i16>(work) >> 5, to, stride);
    return;
  }
  for (let x: usize = 0; x < 16; x += 2) transform(work + x, 16, 0);
  for (let y: usize = 0; y < 8; y++) {
    transform(work + (y << 4), 2, 5);
    emitRow(work + (y << 4), 2, to + y * stride);
  }
}
