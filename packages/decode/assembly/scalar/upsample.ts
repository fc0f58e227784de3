// ../upsample.ts without vectors.
import { Component } from "../frame";

export function prepareUpsampling(columns: i32): bool {
  return columns > 0;
}

export function rowOf(c: Component, y: i32, x0: i32, x1: i32): usize {
  if (c.across === 1 && c.down === 1) return c.rowAt(y) + x0;
  const plain = c.across > 2 || c.down > 2 || c.isNarrow();
  const near = c.rowAt(y / c.down);
  const far = c.down === 2 ? c.rowAt(c.farther(y)) : near;
  const to = c.row;
  for (let x = x0; x < x1; x++) {
    const sample = plain ? <i32>load<u8>(near + x / c.across) : filtered(c, near, far, x, y);
    store<u8>(to + (x - x0), sample);
  }
  return to;
}

/** One sample of the triangle filter. */
function filtered(c: Component, near: usize, far: usize, x: i32, y: i32): i32 {
  if (c.across === 1) return (sumAt(near, far, x) + (y & 1 ? 2 : 1)) >> 2;
  const column = x >> 1;
  const beside = min(max(x & 1 ? column + 1 : column - 1, 0), c.width - 1);
  if (c.down === 1)
    return (3 * <i32>load<u8>(near + column) + <i32>load<u8>(near + beside) + (x & 1 ? 2 : 1)) >> 2;
  return (3 * sumAt(near, far, column) + sumAt(near, far, beside) + (x & 1 ? 7 : 8)) >> 4;
}

// @inline
function sumAt(near: usize, far: usize, x: i32): i32 {
  return 3 * <i32>load<u8>(near + x) + <i32>load<u8>(far + x);
}
