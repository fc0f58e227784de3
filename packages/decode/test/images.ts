import type { ImageTensor } from "@imagenet-v2/core";
import sharp, { type JpegOptions, type Sharp } from "sharp";

/** A small colourful picture that every JPEG of these tests is made from: soft, and never flat. */
export function pattern(width: number, height: number): ImageTensor {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[i++] = 128 + 120 * Math.sin(x / 5 + y / 11);
      data[i++] = 128 + 120 * Math.cos(x / 7 - y / 6);
      data[i++] = (x * 9 + y * 5) % 256;
    }
  }
  return { data, shape: [height, width, 3], dtype: "uint8" };
}

/** A JPEG of {@link pattern}, through sharp's encoder; `edit` may change the pipeline before it. */
export async function jpeg(
  width: number,
  height: number,
  options: JpegOptions = {},
  edit: (image: Sharp) => Sharp = (image) => image,
): Promise<Uint8Array> {
  const image = sharp(pattern(width, height).data, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await edit(image).jpeg(options).toBuffer());
}

/** The bytes with `length` of them at `at` replaced by `insert`. */
export function splice(
  bytes: Uint8Array,
  at: number,
  length: number,
  insert: Iterable<number> = [],
): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + length)]);
}

/** Where the marker `FF xx` stands. */
export function markerAt(bytes: Uint8Array, marker: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(
    Uint8Array.of(0xff, marker),
  );
}

/**
 * An 8 × 8 JPEG written by hand, one block a component, every sample of component i `samples[i]`.
 * With a quantiser of 8 the one coefficient is the sample, less 128.
 */
export function flatJpeg(samples: readonly number[], { adobe = false } = {}): Uint8Array {
  const ids = samples.map((_, i) => i + 1);
  // Codes: the nine DC categories have four bits each, the one AC symbol (end of block) has one.
  const bits = samples.map((sample) => {
    const value = sample - 128;
    const size = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
    const low = value < 0 ? value + 2 ** size - 1 : value;
    return `${toBits(size, 4)}${toBits(low, size)}0`;
  });
  const scan = bits.join("").match(/.{1,8}/g) as string[];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...(adobe ? segment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0]) : []),
    ...segment(0xc0, [8, 0, 8, 0, 8, ids.length, ...ids.flatMap((id) => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, 0, 0, 0, 9, ...Array<number>(12).fill(0), ...Array(9).keys()]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    ...scan.flatMap((byte) => {
      const value = Number.parseInt(byte.padEnd(8, "1"), 2);
      return value === 0xff ? [0xff, 0] : [value];
    }),
    ...[0xff, 0xd9],
  ]);
}

function segment(marker: number, payload: readonly number[]): number[] {
  const length = payload.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...payload];
}

function toBits(value: number, width: number): string {
  return width === 0 ? "" : value.toString(2).padStart(width, "0");
}
