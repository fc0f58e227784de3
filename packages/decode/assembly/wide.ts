// What looks at many bytes at once; scalar/wide.ts does the same without vectors.

/**
 * Copies bytes from `from` on back to front below `to`, as far as there are 16 before `end` and no FF among
 * them: how many. Up to 16 bytes below them may be written, too.
 */
// @inline
export function copyReversed(from: usize, end: usize, to: usize): usize {
  const ones = i8x16.splat(-1);
  let p = from;
  let q = to;
  while (p + 16 <= end) {
    const chunk = v128.load(p);
    v128.store(
      q - 16,
      v128.shuffle<i8>(chunk, chunk, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
    );
    const found = i8x16.bitmask(i8x16.eq(chunk, ones));
    if (found !== 0) return p - from + <usize>ctz(found);
    p += 16;
    q -= 16;
  }
  return p - from;
}

/** Which of the i16[64] at `block` are not zero: bit k for the k-th. */
// @inline
export function nonZero(block: usize): u64 {
  return (
    sixteen(block) |
    (sixteen(block + 32) << 16) |
    (sixteen(block + 64) << 32) |
    (sixteen(block + 96) << 48)
  );
}

// @inline
function sixteen(at: usize): u64 {
  const zero = i16x8.splat(0);
  const first = i16x8.ne(v128.load(at), zero);
  const second = i16x8.ne(v128.load(at, 16), zero);
  return <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(first, second)));
}
