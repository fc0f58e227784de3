/** The element types tensors of this family come in. */
export interface TensorData {
  uint8: Uint8Array;
  int32: Int32Array;
  float32: Float32Array;
}

export type DType = keyof TensorData;

/**
 * A dense row-major array: `data` holds the product of `shape` elements, last axis fastest.
 * Plain data: it can be posted to a worker and handed to onnxruntime or TensorFlow.js as it is.
 */
export interface Tensor<
  D extends DType = DType,
  Shape extends readonly number[] = readonly number[],
> {
  readonly data: TensorData[D];
  readonly shape: Shape;
  readonly dtype: D;
}

/** One picture: RGB, 8 bits, rows from the top, channels last. */
export type ImageTensor = Tensor<"uint8", readonly [height: number, width: number, channels: 3]>;
