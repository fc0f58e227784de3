import { kindOf } from "@imagenet-v2/core/internal";
import type { TensorBatch, TensorType } from "./tensor-batch.ts";

/** What is needed of `onnxruntime-node`, `onnxruntime-web` or `onnxruntime-common`. */
export interface OrtLike<T> {
  readonly Tensor: new (
    type: TensorType,
    data: Float32Array | Uint8Array,
    dims: readonly number[],
  ) => T;
}

/** What is needed of `@tensorflow/tfjs`, `tfjs-core` or `tfjs-node`. */
export interface TfLike<T> {
  tensor(data: Float32Array | Uint8Array, shape: number[], dtype: "float32" | "int32"): T;
}

/**
 * The images of a batch as a tensor of onnxruntime, over the same memory. Only what is shared with
 * worker threads, as `reuse: true` hands it out, is copied: onnxruntime takes no shared memory.
 *
 * @example
 * import * as ort from "onnxruntime-node";
 *
 * const session = await ort.InferenceSession.create("model.onnx");
 * for await (const batch of dataset.batches({ preprocessing: "imagenet" })) {
 *   const { logits } = await session.run({ input: toOrt(ort, batch) });
 * }
 */
export function toOrt<T>(
  ort: OrtLike<T>,
  { image: { data, shape, dtype } }: Pick<TensorBatch, "image">,
): T {
  return new ort.Tensor(dtype, notShared(data), shape);
}

/**
 * The images of a batch as a tensor of TensorFlow.js; its models mostly want `layout: "nhwc"`. Bytes
 * become int32, as TensorFlow.js has no bytes. Floats are not copied here, unless they are shared with
 * worker threads. The tensor is yours to `dispose()`, with `reuse: true` before the next batch.
 */
export function toTf<T>(
  tf: TfLike<T>,
  { image: { data, shape, dtype } }: Pick<TensorBatch, "image">,
): T {
  return tf.tensor(notShared(data), [...shape], dtype === "float32" ? "float32" : "int32");
}

function notShared<E extends Float32Array | Uint8Array>(data: E): E {
  return kindOf(data.buffer) === "SharedArrayBuffer" ? (data.slice() as E) : data;
}
