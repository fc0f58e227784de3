import type { DType, ImageTensor, Tensor } from "@imagenet-v2/core";
import { batch } from "../pipeline/operations.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { Dataset } from "./dataset.ts";
import { batchBytes, checkBytes, largest, stack } from "./stack.ts";

/** What `batchSize` makes of examples: each feature on its own, stacked where it can be. */
export type Batch<E, Ragged = undefined> = E extends readonly [infer Image, infer Label]
  ? [Stacked<Image, "image", Ragged>, Stacked<Label, "label", Ragged>]
  : { -readonly [K in keyof E]: Stacked<E[K], K, Ragged> };

type Stacked<Value, Name, Ragged> =
  Value extends Tensor<infer D>
    ? Ragged extends true
      ? Value[]
      : Value extends ImageTensor
        ? BatchTensor
        : Tensor<D>
    : Name extends "label"
      ? Value extends number
        ? Int32Array
        : Value[]
      : Value[];

/** Images of one batch; the smaller ones are black at the right and at the bottom. */
export type BatchTensor = Tensor<
  DType & "uint8",
  readonly [count: number, height: number, width: number, channels: 3]
>;

export interface StackOptions {
  /** Keeps images of different sizes apart, in a list, instead of filling them up. @default false */
  readonly ragged: boolean;
  /** The most bytes one batch may take. */
  readonly maxBatchBytes: number;
}

/** Batches of `batchSize` examples; the last may be smaller. */
export function batches<T>(
  dataset: Dataset<T>,
  batchSize: number,
  options: StackOptions,
): Pipeline<unknown> {
  const lists = batch(dataset.pipeline().source, batchSize, false);
  return new Pipeline({
    length: lists.length,
    fingerprint: () => `${lists.fingerprint()}/stack(${options.ragged})`,
    async *open(opening) {
      for await (const examples of lists.open(opening)) yield stackExamples(examples, options);
    },
  });
}

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
      checkBytes(options.ragged ? bytes : padded, options.maxBatchBytes);
    }
  }
  return stackExamples(examples, options);
}

function stackExamples(examples: readonly unknown[], options: StackOptions): unknown {
  const [first] = examples;
  const values = (key: string | number) =>
    examples.map((example) => (example as Record<string | number, unknown>)[key]);
  if (Array.isArray(first)) {
    return [stackValues("image", values(0), options), stackValues("label", values(1), options)];
  }
  return Object.fromEntries(
    Object.keys(first as object).map((name) => [name, stackValues(name, values(name), options)]),
  );
}

function stackValues(name: string, values: unknown[], { ragged, maxBatchBytes }: StackOptions) {
  if (!ragged && values.every(isTensor)) return stack(values, maxBatchBytes);
  // Whatever a decoder of the user's made of the label stays as it is.
  if (name === "label" && values.every(Number.isInteger))
    return Int32Array.from(values as number[]);
  return values;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "shape" in value && "data" in value;
}
