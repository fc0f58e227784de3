// ../wide.ts without vectors.

export function copyReversed(from: usize, end: usize, to: usize): usize {
  let n: usize = 0;
  while (from + n < end && load<u8>(from + n) !== 0xff) {
    store<u8>(to - 1 - n, load<u8>(from + n));
    n++;
  }
  return n;
}

export function hasNoAc(block: usize): bool {
  return lastOf(block) === 0;
}

export function lastOf(block: usize): i32 {
  if ((load<u64>(block) & ~0xffff) !== 0) return 63;
  for (let at: usize = 8; at < 128; at += 8) if (load<u64>(block + at) !== 0) return 63;
  return 0;
}
