import type { Geometry } from "./geometry.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** The elements of a tensor. */
export type Elements = Float32Array | Uint8Array;

/**
 * What every byte of each of the three channels becomes: `(byte / 255 - mean) / std`, or
 * `(byte * rescale - mean) / std`, each step rounded to float32, as NumPy and PyTorch do.
 */
export function normaliseTable({ rescale, mean, std }: Preprocessing): Float32Array {
  const { fround } = Math;
  return Float32Array.from({ length: 3 * 256 }, (_, i) => {
    const channel = i >> 8;
    const byte = i & 255;
    const scaled = fround(rescale === undefined ? byte / 255 : byte * rescale);
    return fround(
      fround(scaled - fround(mean[channel] as number)) / fround(std[channel] as number),
    );
  });
}

/** Writes an image's RGB, as `geometry` has it made, into its tensor in plain arithmetic. */
export function writeTensor(
  rgb: Uint8Array,
  { columns, rows, x, y, plan }: Geometry,
  preprocessing: Preprocessing,
  to: Elements,
): void {
  const { layout, channels, dtype } = preprocessing;
  const table = dtype === "float32" ? normaliseTable(preprocessing) : undefined;
  const width = plan.across.first.length;
  const height = plan.down.first.length;
  for (let channel = 0; channel < 3; channel++) {
    const source = channels === "bgr" ? 2 - channel : channel;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const inside = column >= x && column < x + width && row >= y && row < y + height;
        const byte = inside ? (rgb[((row - y) * width + (column - x)) * 3 + source] as number) : 0;
        const pixel = row * columns + column;
        const at = layout === "nchw" ? channel * rows * columns + pixel : pixel * 3 + channel;
        to[at] = table === undefined ? byte : (table[channel * 256 + byte] as number);
      }
    }
  }
}

/** The floats of a tensor of bytes, in plain arithmetic. */
export function writeNormalised(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  to: Float32Array,
): void {
  const table = normaliseTable(preprocessing);
  const plane = bytes.length / 3;
  const isPlanar = preprocessing.layout === "nchw";
  for (let i = 0; i < bytes.length; i++) {
    const channel = isPlanar ? Math.floor(i / plane) : i % 3;
    to[i] = table[channel * 256 + (bytes[i] as number)] as number;
  }
}
