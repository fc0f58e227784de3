// Rows of bytes to rows of the tensor: each byte through a table, in the wanted order of axes.

/** f32[3][256]: what each byte becomes, for each channel of the tensor. */
export const normaliseTable = memory.data(3 * 1024, 64);

/** Bits of the tensor's kind; src/kernel/kind.ts knows them too. */
const FLOAT: i32 = 1;
const CHANNELS_LAST: i32 = 2;
const BGR: i32 = 4;

let out: usize = 0;
let kind: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;

export function tensorBytes(columns: i32, rows: i32, tensorKind: i32): u64 {
  return <u64>columns * <u64>rows * 3 * (tensorKind & FLOAT ? 4 : 1);
}

export function openTensor(at: usize, columns: i32, rows: i32, tensorKind: i32): void {
  out = at;
  width = columns;
  height = rows;
  kind = tensorKind;
}

/** Writes `n` pixels from column `x` of row `y` on, out of three planes `pitch` apart: R, G, B. */
export function writeRow(planes: usize, pitch: usize, n: i32, x: i32, y: i32): void {
  const bytes: usize = kind & FLOAT ? 4 : 1;
  const first = kind & BGR ? planes + 2 * pitch : planes;
  const step = kind & BGR ? -pitch : pitch;
  if (kind & CHANNELS_LAST) {
    const to = out + <usize>(y * width + x) * 3 * bytes;
    if (kind & FLOAT) weaveFloats(first, step, n, to);
    else weaveBytes(first, step, n, to);
    return;
  }
  for (let channel: usize = 0; channel < 3; channel++) {
    const from = first + channel * step;
    const to = out + (channel * <usize>height * <usize>width + <usize>(y * width + x)) * bytes;
    if (kind & FLOAT) lookUp(normaliseTable + (channel << 10), from, to, n);
    else memory.copy(to, from, n);
  }
}

/** Normalises a tensor of `n` pixels that is in the wanted order already. */
export function normalisePixels(from: usize, to: usize, n: i32, tensorKind: i32): void {
  if (tensorKind & CHANNELS_LAST) {
    lookUpPixels(from, to, n);
    return;
  }
  for (let channel: usize = 0; channel < 3; channel++) {
    const at = channel * <usize>n;
    lookUp(normaliseTable + (channel << 10), from + at, to + (at << 2), n);
  }
}

/** Bytes to floats, eight at a time as long as there are. */
function lookUp(table: usize, from: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const eight = load<u64>(from);
    const a = <u32>eight;
    const b = <u32>(eight >>> 32);
    store<u32>(to, load<u32>(table + ((a & 255) << 2)));
    store<u32>(to, load<u32>(table + ((a >> 6) & 0x3fc)), 4);
    store<u32>(to, load<u32>(table + ((a >> 14) & 0x3fc)), 8);
    store<u32>(to, load<u32>(table + ((a >> 24) << 2)), 12);
    store<u32>(to, load<u32>(table + ((b & 255) << 2)), 16);
    store<u32>(to, load<u32>(table + ((b >> 6) & 0x3fc)), 20);
    store<u32>(to, load<u32>(table + ((b >> 14) & 0x3fc)), 24);
    store<u32>(to, load<u32>(table + ((b >> 24) << 2)), 28);
    from += 8;
    to += 32;
  }
  for (; i < n; i++) {
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(from)) << 2)));
    from++;
    to += 4;
  }
}

function lookUpPixels(from: usize, to: usize, n: i32): void {
  const table = normaliseTable;
  for (let i = 0; i < n; i++) {
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(from)) << 2)));
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(from, 1)) << 2), 1024), 4);
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(from, 2)) << 2), 2048), 8);
    from += 3;
    to += 12;
  }
}

function weaveFloats(from: usize, step: usize, n: i32, to: usize): void {
  const table = normaliseTable;
  const second = from + step;
  const third = second + step;
  for (let i = 0; i < n; i++) {
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(from + i)) << 2)));
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(second + i)) << 2), 1024), 4);
    store<u32>(to, load<u32>(table + ((<usize>load<u8>(third + i)) << 2), 2048), 8);
    to += 12;
  }
}

function weaveBytes(from: usize, step: usize, n: i32, to: usize): void {
  const second = from + step;
  const third = second + step;
  for (let i = 0; i < n; i++) {
    store<u8>(to, load<u8>(from + i));
    store<u8>(to, load<u8>(second + i), 1);
    store<u8>(to, load<u8>(third + i), 2);
    to += 3;
  }
}
