// What looks at many bytes at once; scalar/wide.ts does the same without vectors.

/**
 * Copies bytes from `from` on back to front below `to`, as far as there are 16 before `end` and no FF among
 * them: how many. Up to 16 bytes below them may be written, too.
 */
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

/** Whether a block has nothing but a DC. */
// @inline
export function hasNoAc(block: usize): bool {
  const rest = v128.or(
    v128.or(
      v128.or(v128.load(block, 16), v128.load(block, 32)),
      v128.or(v128.load(block, 48), v128.load(block, 64)),
    ),
    v128.or(v128.or(v128.load(block, 80), v128.load(block, 96)), v128.load(block, 112)),
  );
  const first = v128.and(v128.load(block), i16x8(0, -1, -1, -1, -1, -1, -1, -1));
  return !v128.any_true(v128.or(rest, first));
}

/** A bound for the last coefficient of a block, as the transforms want it: 0, below 10, or 63. */
export function lastOf(block: usize): i32 {
  const lower = v128.or(
    v128.or(v128.load(block, 64), v128.load(block, 80)),
    v128.or(v128.load(block, 96), v128.load(block, 112)),
  );
  if (v128.any_true(lower)) return 63;
  const first = v128.load(block);
  const others = v128.or(v128.or(v128.load(block, 16), v128.load(block, 32)), v128.load(block, 48));
  if (i64x2.extract_lane(v128.or(first, others), 1) !== 0) return 63;
  if (v128.any_true(others)) return 9;
  return (i64x2.extract_lane(first, 0) & ~0xffff) === 0 ? 0 : 9;
}
