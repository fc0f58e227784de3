// ../wide.ts without vectors.

export function copyReversed(from: usize, end: usize, to: usize): usize {
  let n: usize = 0;
  while (from + n < end && load<u8>(from + n) !== 0xff) {
    store<u8>(to - 1 - n, load<u8>(from + n));
    n++;
  }
  return n;
}

export function nonZero(block: usize): u64 {
  let bits: u64 = 0;
  for (let k = 0; k < 64; k++) if (load<i16>(block + (k << 1)) !== 0) bits |= (<u64>1) << k;
  return bits;
}
