// ../colour.ts without vectors.

// @inline
function clamped(value: i32): u8 {
  return <u8>min(255, max(0, value));
}

/** libjpeg's constants, in units of 2^-16. */
export function yccToRgbx(y: usize, cb: usize, cr: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const light = <i32>load<u8>(y + i);
    const blue = <i32>load<u8>(cb + i) - 128;
    const red = <i32>load<u8>(cr + i) - 128;
    store<u8>(to, clamped(light + ((91881 * red + 32768) >> 16)));
    store<u8>(to, clamped(light + ((-22554 * blue - 46802 * red + 32768) >> 16)), 1);
    store<u8>(to, clamped(light + ((116130 * blue + 32768) >> 16)), 2);
    to += 4;
  }
}

export function greyToRgbx(y: usize, to: usize, n: i32): void {
  rgbToRgbx(y, y, y, to, n);
}

export function rgbToRgbx(r: usize, g: usize, b: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    store<u8>(to, load<u8>(r + i));
    store<u8>(to, load<u8>(g + i), 1);
    store<u8>(to, load<u8>(b + i), 2);
    to += 4;
  }
}

export function packRgb(from: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    memory.copy(to, from, 3);
    from += 4;
    to += 3;
  }
}
