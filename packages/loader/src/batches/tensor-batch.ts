import { ImageNetV2Error, type Tensor } from "@imagenet-v2/core";
import type { Elements } from "@imagenet-v2/decode/kernel";
import { allocate } from "@imagenet-v2/storage/internal";

/** The element types that a preprocessing can give. */
export type TensorType = "float32" | "uint8";

/** Preprocessed images of several examples, and what belongs to each. */
export interface TensorBatch<D extends TensorType = TensorType> {
  /** `[count, 3, height, width]`, or `[count, height, width, 3]` with `layout: "nhwc"`. */
  image: Tensor<D, readonly [number, number, number, number]>;
  /** Classes, 0 to 999. */
  label: Int32Array;
  file_name: string[];
  /** Positions in TFDS's storage order. */
  index: Uint32Array;
}

/** How the tensor of one example lies in memory. */
export interface RowFormat {
  readonly dtype: TensorType;
  readonly shape: readonly [number, number, number];
}

/** Elements in the tensor of one example. */
export function rowLength({ shape: [a, b, c] }: RowFormat): number {
  return a * b * c;
}

export function rowBytes(format: RowFormat): number {
  return rowLength(format) * (format.dtype === "float32" ? 4 : 1);
}

/** The tensors in bytes, whatever is made of them. */
export function bytesFormat({ shape }: RowFormat): RowFormat {
  return { dtype: "uint8", shape };
}

/**
 * Memory for the tensors of `count` examples. What was there before is not wiped.
 *
 * @throws INVALID_OPTION where there is not so much memory
 */
export function newRows(format: RowFormat, count: number): Elements {
  try {
    return elementsOf(format, allocate(count * rowBytes(format)).buffer);
  } catch (cause) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `batches: there is no memory for one more batch of ${count} images.`,
      { option: "batchSize" },
      { hint: "Keep fewer batches, take a smaller batchSize, or reuse: true.", cause },
    );
  }
}

/** A buffer, or `length` elements of it, as the elements of tensors. */
export function elementsOf(
  { dtype }: RowFormat,
  buffer: ArrayBufferLike,
  begin?: number,
  length?: number,
): Elements {
  return dtype === "float32"
    ? new Float32Array(buffer, begin, length)
    : new Uint8Array(buffer, begin, length);
}
