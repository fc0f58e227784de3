import type { ImageTensor } from "@imagenet-v2/core";
import sharp, { type JpegOptions, type Sharp } from "sharp";
import { segment, toBytes, valueBits } from "./handmade.ts";

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
    const value = valueBits(sample - 128);
    return `${value.length.toString(2).padStart(4, "0")}${value}0`;
  });
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...(adobe ? segment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0]) : []),
    ...segment(0xc0, [8, 0, 8, 0, 8, ids.length, ...ids.flatMap((id) => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, 0, 0, 0, 9, ...Array<number>(12).fill(0), ...Array(9).keys()]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    ...toBytes(bits.join("")),
    ...[0xff, 0xd9],
  ]);
}

/** A picture without any order that resampling could lean on: what Pillow was asked to resize. */
export function noise(width: number, height: number): ImageTensor {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    data[i] = Math.floor((x * x * 7 + y * y * 5 + x * y * (3 * c + 1) + x * 31 + y * 17) / 3);
  }
  return { data, shape: [height, width, 3], dtype: "uint8" };
}
