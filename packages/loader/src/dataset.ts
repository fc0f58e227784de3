import { createHash } from "node:crypto";
import { type DatasetInfo, ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { checkInteger } from "./arguments.ts";
import type { Example, ExampleRecord, SkippedExample } from "./example.ts";
import type { ExampleReader } from "./example-reader.ts";
import type { IterateOptions, Iteration } from "./iteration.ts";
import { type BatchOptions, type MapOptions, Pipeline } from "./pipeline.ts";
import { checkSeed, type Seed } from "./random.ts";
import { readAhead } from "./read-ahead.ts";
import { resolvePosition, type Where, wanted } from "./selection.ts";
import { shuffled } from "./shuffle.ts";
import type { Opening } from "./source.ts";
import type { Store } from "./stores/store.ts";

/** What every selection from one `load()` shares. */
export interface DatasetOrigin<T> {
  readonly store: Store;
  readonly info: DatasetInfo;
  readonly reader: ExampleReader<T>;
  /** How many images are read and decoded ahead of the consumer. */
  readonly readAhead: number;
  readonly onError: "throw" | "skip";
  readonly signal?: AbortSignal | undefined;
  /** Filled as examples are skipped; each is in it once. */
  readonly skipped: Map<number, SkippedExample>;
}

/** A selection and `repeat` are kept as a list of indices, 4 bytes each: this many are 256 MiB. */
const maxLength = 2 ** 26;

/**
 * A selection of examples, in an order. `take skip shard shuffle select where concatenate repeat`
 * give a selection again and read nothing; `map filter batch prefetch enumerate` give a
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
  #fingerprint: string | undefined;

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
    this.#pipeline = new Pipeline({
      // How many of them `onError: "skip"` leaves out only running tells.
      length: origin.onError === "skip" ? undefined : indices.length,
      open: (opening) => this.#open(opening),
      fingerprint: () => this.#tellApart(),
    });
  }

  /** How many examples are selected. */
  get length(): number {
    return this.#indices.length;
  }

  /** What the dataset is: of all of it, whatever is selected. */
  get info(): DatasetInfo {
    return this.#origin.info;
  }

  /** Where the examples come from. */
  get store(): Store {
    return this.#origin.store;
  }

  /** The storage index of each selected example, in order; a copy. */
  get indices(): Uint32Array {
    return this.#indices.slice();
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
    const { store, reader, signal } = this.#origin;
    return reader.read(store, index, options.signal ?? signal);
  }

  /** Index, file name and label of each selected example, in order. Reads no image. */
  *records(): Generator<ExampleRecord, void, undefined> {
    for (const index of this.#indices) yield this.#record(index);
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
  shard({ count, index }: { readonly count: number; readonly index: number }): Dataset<T> {
    checkInteger("shard(count)", count, { min: 1 });
    checkInteger("shard(index)", index, { max: count - 1 });
    return this.#select(this.#indices.filter((_, position) => position % count === index));
  }

  /**
   * All of them, in an order that follows from the seed alone: Fisher–Yates over sfc32, the same on
   * every machine. It stays the same from run to run; give the epoch as seed for a new one each time.
   */
  shuffle({ seed }: { readonly seed: Seed }): Dataset<T> {
    return this.#select(shuffled(this.#indices, checkSeed("shuffle(seed)", seed)));
  }

  /** The examples at these positions, in the order given; negative counts from the end. */
  select(positions: Iterable<number>): Dataset<T> {
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

  /** Lists of examples, see {@link Pipeline.batch}. */
  batch(batchSize: number, options?: BatchOptions): Pipeline<T[]> {
    return this.#pipeline.batch(batchSize, options);
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

  async *#open({ start, epoch, signal }: Opening): AsyncGenerator<T, void, undefined> {
    const { store, reader, readAhead: ahead, onError } = this.#origin;
    const signals = [signal, this.#origin.signal];
    const indices = this.#reshuffled?.(epoch) ?? this.#indices;
    const read = async (index: number, stop: AbortSignal): Promise<T | typeof skipped> => {
      try {
        return await reader.read(store, index, stop);
      } catch (error) {
        if (onError === "throw" || !isBadImage(error)) throw error;
        this.#origin.skipped.set(index, { ...this.#record(index), error });
        return skipped;
      }
    };
    // With examples left out, only looking tells where the start is.
    const blind = onError === "throw";
    let left = blind ? 0 : start;
    const from = indices.subarray(blind ? start : 0);
    for await (const example of readAhead(() => from.values(), read, { ahead, signals })) {
      if (example === skipped) continue;
      if (left > 0) left--;
      else yield example;
    }
  }

  #record(index: number): ExampleRecord {
    const { store } = this.#origin;
    return { index, file_name: store.fileName(index), label: store.label(index) };
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

  #tellApart(): string {
    if (this.#fingerprint !== undefined) return this.#fingerprint;
    const hash = createHash("sha256");
    for (const index of this.#reshuffled?.(1) ?? this.#indices) {
      hash.update(`${index} ${this.store.fileName(index)}\n`);
    }
    this.#fingerprint = hash.update(this.#origin.reader.fingerprint).digest("hex");
    return this.#fingerprint;
  }
}

const skipped = Symbol("skipped");

function isBadImage(error: unknown): error is Error {
  return (
    isImageNetV2Error(error, "CORRUPT_IMAGE") ||
    isImageNetV2Error(error, "NOT_A_JPEG") ||
    isImageNetV2Error(error, "IMAGE_TOO_LARGE")
  );
}
