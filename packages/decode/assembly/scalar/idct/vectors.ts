// What both transforms share, without vectors.

/** Eight samples around 128 of the i16 at `from`, `step` bytes apart. */
export function emitRow(from: usize, step: usize, to: usize): void {
  for (let x: usize = 0; x < 8; x++) {
    const value = <i32>load<i16>(from + x * step) + 128;
    store<u8>(to + x, min(255, max(0, value)));
  }
}

export function flat(value: i32, to: usize, stride: usize): void {
  const sample = <u8>min(255, max(0, value + 128));
  for (let y = 0; y < 8; y++) {
    memory.fill(to, sample, 8);
    to += stride;
  }
}
