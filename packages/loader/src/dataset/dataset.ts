import { type DatasetInfo, ImageNetV2Error } from "@imagenet-v2/core";
import type { Exact } from "@imagenet-v2/core/internal";
import { parseOptions, shown } from "@imagenet-v2/core/internal";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";
import { batchSource } from "../batches/batch-source.ts";
import { type BatchesOptions, planBatches, type TensorTypeOf } from "../batches/batches-options.ts";
import type { TensorBatch } from "../batches/tensor-batch.ts";
import { type DatasetOrigin, datasetSource } from "../examples/dataset-source.ts";
import {
  type Example,
  type ExampleRecord,
  recordOf,
  type SkippedExample,
} from "../examples/example.ts";
import { checkInteger, checkIterable } from "../pipeline/arguments.ts";
import type { Batch } from "../pipeline/batch.ts";
import { type InspectionArguments, inspected, inspection } from "../pipeline/inspection.ts";
import type { IterateOptions, Iteration } from "../pipeline/iteration.ts";
import {
  type BatchOptions,
  type ChunkOptions,
  type MapOptions,
  Pipeline,
} from "../pipeline/pipeline.ts";
import { type Seed, seedSchema } from "../pipeline/random.ts";
import { shuffled } from "../pipeline/shuffle.ts";
import { resolvePosition, type Where, wanted } from "./selection.ts";

const shardOptions = z
  .strictObject({ count: z.int().min(1), index: z.int().min(0) })
  .refine(({ count, index }) => index < count, {
    path: ["index"],
    error: "must be less than count",
  });
const shuffleOptions = z.strictObject({ seed: seedSchema });

/** A selection and `repeat` are kept as a list of indices, 4 bytes each: this many are 256 MiB. */
const maxLength = 2 ** 26;

/**
 * A selection of examples, in an order. `take skip shard shuffle select where concatenate repeat`
 * give a selection again and read nothing; `map filter batch chunk prefetch enumerate` give a
 * {@link Pipeline}.
 *
 * Iterating reads and decodes several images ahead and hands them out in order. It can be done
 * again and several times at once; leaving the loop early stops the reads.
 *
 * @example
 * const cats = dataset.where({ label: "tabby" });
 * cats.length; //=> 10
 * const { image, file_name } = await cats.at(0);
 */
export class Dataset<T = Example> implements AsyncIterable<T> {
  readonly #origin: DatasetOrigin<T>;
  readonly #indices: Uint32Array;
  readonly #reshuffled: ((epoch: number) => Uint32Array) | undefined;
  readonly #pipeline: Pipeline<T>;

  /**
   * @internal Datasets come from `load()`.
   * @param indices storage indices in reading order
   * @param reshuffled the order of each run, where it changes from run to run; the first is `indices`
   */
  constructor(
    origin: DatasetOrigin<T>,
    indices: Uint32Array,
    reshuffled?: ((epoch: number) => Uint32Array) | undefined,
  ) {
    this.#origin = origin;
    this.#indices = indices;
    this.#reshuffled = reshuffled;
    this.#pipeline = new Pipeline(datasetSource(origin, indices, reshuffled));
  }

  /** How many examples are selected. */
  get length(): number {
    return this.#indices.length;
  }

  /** What the dataset is: of all of it, whatever is selected. */
  get info(): DatasetInfo {
    return this.#origin.info;
  }

  /** @internal */
  get origin(): DatasetOrigin<T> {
    return this.#origin;
  }

  /** Where the examples come from. */
  get store(): Store {
    return this.#origin.store;
  }

  /** The storage index of each selected example, in order; a copy. */
  get indices(): Uint32Array {
    return this.#indices.slice();
  }

  /** What is done with an image that cannot be decoded, as the dataset was loaded. */
  get onError(): "throw" | "skip" {
    return this.#origin.onError;
  }

  /** What `onError: "skip"` has left out so far, in any selection from the same `load()`. */
  get skipped(): readonly SkippedExample[] {
    return [...this.#origin.skipped.values()];
  }

  /**
   * The example at a position of this selection; negative counts from the end, as `Array.at`.
   *
   * @throws INVALID_OPTION if there is no such position; whatever reading and decoding throws, even
   * with `onError: "skip"`
   */
  async at(position: number, options: { signal?: AbortSignal | undefined } = {}): Promise<T> {
    const index = this.#indices[resolvePosition("at(position)", position, this.length)] as number;
    const { reader, signal } = this.#origin;
    signal?.throwIfAborted();
    return reader.read(index, options.signal ?? signal);
  }

  /** Index, file name and label of each selected example, in order. Reads no image. */
  *records(): Generator<ExampleRecord, void, undefined> {
    for (const index of this.#indices) yield recordOf(this.store, index);
  }

  /** The first `count`. */
  take(count: number): Dataset<T> {
    return this.#select(this.#indices.subarray(0, checkInteger("take(count)", count)));
  }

  /** All but the first `count`. */
  skip(count: number): Dataset<T> {
    return this.#select(this.#indices.subarray(checkInteger("skip(count)", count)));
  }

  /** Every `count`-th example from the `index`-th on, as in tf.data: the part of worker `index` of `count`. */
  shard(options: { readonly count: number; readonly index: number }): Dataset<T> {
    const { count, index } = parseOptions(shardOptions, options, "shard");
    return this.#select(this.#indices.filter((_, position) => position % count === index));
  }

  /**
   * All of them, in an order that follows from the seed alone: Fisher–Yates over sfc32, the same on
   * every machine. It stays the same from run to run; give the epoch as seed for a new one each time.
   */
  shuffle(options: { readonly seed: Seed }): Dataset<T> {
    const { seed } = parseOptions(shuffleOptions, options, "shuffle");
    return this.#select(shuffled(this.#indices, seed));
  }

  /** The examples at these positions, in the order given; negative counts from the end. */
  select(positions: Iterable<number>): Dataset<T> {
    checkIterable("select(positions)", positions);
    const indices = Uint32Array.from(
      positions,
      (position) =>
        this.#indices[resolvePosition("select(positions)", position, this.length)] as number,
    );
    return this.#select(indices);
  }

  /**
   * The examples of some classes, or with some names. Reads no image.
   *
   * @throws UNKNOWN_CLASS with a suggestion
   */
  where(condition: Where): Dataset<T> {
    return this.#select(this.#indices.filter(wanted(this.store, condition)));
  }

  /**
   * These examples, then the other's.
   *
   * @throws UNSUPPORTED if they are not from one `load()`; `Pipeline.concatenate` takes any
   */
  concatenate(other: Dataset<T>): Dataset<T> {
    if (typeof other !== "object" || other === null || !(#origin in other)) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `concatenate(other) must be a Dataset, not ${shown(other)}.`,
        { option: "other" },
      );
    }
    if (other.#origin !== this.#origin) {
      throw new ImageNetV2Error(
        "UNSUPPORTED",
        "concatenate: the datasets come from different calls of load().",
        { feature: "concatenate" },
        { hint: "As pipelines they can be joined: a.pipeline().concatenate(b.pipeline())." },
      );
    }
    this.#checkLength("concatenate", this.length + other.length);
    const indices = new Uint32Array(this.length + other.length);
    indices.set(this.#indices);
    indices.set(other.#indices, this.length);
    return this.#select(indices);
  }

  /** The selection `count` times over. For no end, see `Pipeline.repeat`. */
  repeat(count: number): Dataset<T> {
    checkInteger("repeat(count)", count, { min: 1 });
    this.#checkLength("repeat", this.length * count);
    const indices = new Uint32Array(this.length * count);
    for (let run = 0; run < count; run++) indices.set(this.#indices, run * this.length);
    return this.#select(indices);
  }

  /** The same examples as a {@link Pipeline}, which has more operations and no random access. */
  pipeline(): Pipeline<T> {
    return this.#pipeline;
  }

  /** See {@link Pipeline.map}. */
  map<U>(
    change: (element: T, position: number) => U | PromiseLike<U>,
    options?: MapOptions,
  ): Pipeline<U> {
    return this.#pipeline.map(change, options);
  }

  /** See {@link Pipeline.filter}; {@link where} reads no image. */
  filter(keep: (element: T, position: number) => boolean | PromiseLike<boolean>): Pipeline<T> {
    return this.#pipeline.filter(keep);
  }

  /** Examples stacked part by part, see {@link Pipeline.batch}; {@link batches} feeds a model. */
  batch<E, Ragged extends boolean = false>(
    this: Dataset<E>,
    batchSize: number,
    options?: BatchOptions<Ragged>,
  ): Pipeline<Batch<E, Ragged>> {
    return this.#pipeline.batch(batchSize, options);
  }

  /** Lists of examples, see {@link Pipeline.chunk}. */
  chunk(size: number, options?: ChunkOptions): Pipeline<T[]> {
    return this.#pipeline.chunk(size, options);
  }

  /**
   * Preprocessed images as batches of tensors, made by worker threads: the way to feed a model. Made
   * of the stored JPEGs, whatever the dataset's decoders are. The order and the values are the same
   * for any number of workers.
   *
   * A thread that dies is an error (WORKER_DIED), not a wait.
   *
   * @example
   * for await (const { image, label } of dataset.batches({ preprocessing: "imagenet" })) {
   *   image.shape; //=> [32, 3, 224, 224]
   * }
   *
   * @throws INVALID_OPTION, also for a preprocessing that leaves images of different sizes
   */
  batches<const O extends BatchesOptions>(
    options: O & Exact<O, BatchesOptions, "preprocessing">,
  ): Pipeline<TensorBatch<TensorTypeOf<O["preprocessing"]>>> {
    const selection = {
      length: this.length,
      order: (epoch: number) => this.#reshuffled?.(epoch) ?? this.#indices,
      fingerprint: () => this.#pipeline.source.fingerprint(),
    };
    const plan = planBatches(options, this.#origin, this.length);
    return new Pipeline(batchSource(this.#origin, selection, plan)) as Pipeline<never>;
  }

  /** See {@link Pipeline.prefetch}. */
  prefetch(bufferSize: number): Pipeline<T> {
    return this.#pipeline.prefetch(bufferSize);
  }

  /** See {@link Pipeline.enumerate}. */
  enumerate(start?: number): Pipeline<[number, T]> {
    return this.#pipeline.enumerate(start);
  }

  /** See {@link Pipeline.forEach}. */
  forEach(visit: (element: T, position: number) => unknown): Promise<void> {
    return this.#pipeline.forEach(visit);
  }

  /** All examples, in memory at once: a decoded image takes half a megabyte. */
  toArray(): Promise<T[]> {
    return this.#pipeline.toArray();
  }

  /** A run that can tell where it stands, and begin where another stood. */
  iterate(options?: IterateOptions): Iteration<T> {
    return this.#pipeline.iterate(options);
  }

  [Symbol.asyncIterator](): Iteration<T> {
    return this.iterate();
  }

  /** Releases the file, for every dataset from the same `load()`; none of them can be read afterwards. */
  close(): Promise<void> {
    return this.store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What `console.log` prints. */
  [inspection](...how: InspectionArguments): string {
    const { split, store } = this.#origin;
    const { length } = this;
    return inspected("Dataset", { length, split, provenance: store.info.provenance }, how);
  }

  #select(indices: Uint32Array): Dataset<T> {
    return new Dataset(this.#origin, indices);
  }

  #checkLength(what: string, length: number): void {
    if (length <= maxLength) return;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${what}: ${length} examples are more than the ${maxLength} that a selection can hold.`,
      { option: what },
      { hint: "Use pipeline().repeat(), which keeps no list." },
    );
  }
}
