import { availableParallelism } from "node:os";
import type { Tensor } from "@imagenet-v2/core";
import { type Preprocessing, preprocess } from "@imagenet-v2/decode";
import type { Dataset, Example } from "@imagenet-v2/loader";
import type { ImageBatch } from "./model.ts";

export interface BatchOptions {
  readonly preprocessing: Preprocessing;
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** The images of a dataset, preprocessed and stacked, in order. The next batches are made meanwhile. */
export async function* batchesOf(
  dataset: Dataset<Example>,
  { preprocessing, batchSize, signal }: BatchOptions,
): AsyncGenerator<ImageBatch> {
  const indices = new Map(Array.from(dataset.records(), (each) => [each.file_name, each.index]));
  const numParallelCalls = 2 * availableParallelism();
  const batches = dataset
    .map(
      async ({ image, label, file_name }) => ({
        tensor: await preprocess(image, preprocessing, { name: file_name }),
        label,
        file_name,
      }),
      { numParallelCalls },
    )
    .batch(batchSize)
    .prefetch(2);
  for await (const examples of batches) {
    signal?.throwIfAborted();
    yield {
      image: stack(examples.map(({ tensor }) => tensor)),
      label: Int32Array.from(examples, ({ label }) => label),
      file_name: examples.map(({ file_name }) => file_name),
      index: Uint32Array.from(examples, ({ file_name }) => indices.get(file_name) as number),
    };
  }
}

function stack(tensors: readonly Tensor[]): Tensor {
  const { shape, dtype } = tensors[0] as Tensor;
  const size = shape.reduce((product, each) => product * each, 1);
  const data =
    dtype === "uint8"
      ? new Uint8Array(size * tensors.length)
      : new Float32Array(size * tensors.length);
  tensors.forEach((tensor, i) => {
    data.set(tensor.data, i * size);
  });
  return { data, shape: [tensors.length, ...shape], dtype } as Tensor;
}
