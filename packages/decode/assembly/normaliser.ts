// The last step alone, for threads that fill one memory: bytes to floats at any place of it. The memory
// comes from outside, and its first page is this program's.
import { normalisePixels } from "./normalise";

export { normaliseTable } from "./normalise";

/** Normalises the tensor of `pixels` × 3 bytes at `from` into the floats at `to`. */
export function normalise(from: usize, to: usize, pixels: i32, kind: i32): void {
  normalisePixels(from, to, pixels, kind);
}
