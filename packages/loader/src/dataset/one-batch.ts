import { isTensor, type StackOptions, stackElements } from "../pipeline/batch.ts";
import { batchBytes, checkBytes, largest } from "../pipeline/stack.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Everything as one batch.
 *
 * @throws INVALID_OPTION as soon as it is clear that it would take more memory than allowed
 */
export async function oneBatch<T>(dataset: Dataset<T>, options: StackOptions): Promise<unknown> {
  const examples: T[] = [];
  let shape: readonly number[] = [];
  let bytes = 0;
  for await (const example of dataset) {
    examples.push(example);
    for (const value of Object.values(example as object)) {
      if (!isTensor(value)) continue;
      shape = shape.length === 0 ? value.shape : largest([value, { ...value, shape }]);
      bytes += value.data.byteLength;
      const padded = batchBytes(dataset.length, shape, value.dtype);
      checkBytes(options.sizes === "ragged" ? bytes : padded, options.maxBatchBytes);
    }
  }
  return stackElements(examples, options);
}
