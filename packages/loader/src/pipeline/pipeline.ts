import { parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { checkFunction, checkInteger } from "./arguments.ts";
import type { Batch } from "./batch.ts";
import { callBack } from "./callback.ts";
import { type InspectionArguments, inspected, inspection } from "./inspection.ts";
import { type IterateOptions, type Iteration, iterate } from "./iteration.ts";
import * as operations from "./operations.ts";
import { type Seed, seedSchema } from "./random.ts";
import type { Source } from "./source.ts";

export interface MapOptions {
  /** How many calls may be under way at once; the order stays. @default 1 */
  readonly numParallelCalls?: number | undefined;
}

export interface ChunkOptions {
  /** Leaves out the last one if it is short. @default false */
  readonly dropRemainder?: boolean | undefined;
}

/** Tensors of different sizes are an error, unless one of `padded` and `ragged` is set. */
export interface BatchOptions<Ragged extends boolean = boolean> extends ChunkOptions {
  /**
   * Fills tensors up with zeros at their ends, to the largest of the batch: images at the right and at
   * the bottom. tf.data's `padded_batch`.
   * @default false
   */
  readonly padded?: boolean | undefined;
  /** Keeps tensors apart, in a list, each of its own size. tf.data's `ragged_batch`. @default false */
  readonly ragged?: Ragged | undefined;
}

export interface BufferedShuffleOptions {
  readonly seed: Seed;
  /** Another order in each run, as in tf.data; all follow from the seed. @default true */
  readonly reshuffleEachIteration?: boolean | undefined;
}

const mapOptions = z.strictObject({
  numParallelCalls: z.int().min(1).max(65_536).default(1),
});
const chunkOptions = z.strictObject({ dropRemainder: z.boolean().default(false) });
const batchOptions = chunkOptions
  .extend({ padded: z.boolean().default(false), ragged: z.boolean().default(false) })
  .refine(({ padded, ragged }) => !(padded && ragged), {
    path: ["ragged"],
    error: "cannot be combined with padded",
  });
const shuffleOptions = z.strictObject({
  seed: seedSchema,
  reshuffleEachIteration: z.boolean().default(true),
});

/**
 * Elements that are made when asked for, with the words of tf.data. Nothing runs before the
 * iteration; each iteration is a run of its own, several may go on at once, and leaving one early
 * (`break`, `return`, an error) closes everything below it.
 *
 * Arguments are checked at the call (INVALID_OPTION). A function of yours that fails ends the
 * iteration with CALLBACK_FAILED, which names the example and has your error as `cause`.
 *
 * @example
 * const labels = dataset.map(({ label }) => label).batch(32);
 * for await (const batch of labels) console.log(batch.length); //=> 32
 */
export class Pipeline<T> implements AsyncIterable<T> {
  readonly #source: Source<T>;
  #runs = 0;

  /** @internal Pipelines come from {@link Dataset}. */
  constructor(source: Source<T>) {
    this.#source = source;
  }

  /** @internal */
  get source(): Source<T> {
    return this.#source;
  }

  /** Elements in one run, `Infinity` if it has no end, `undefined` where only running tells. */
  get length(): number | undefined {
    return this.#source.length;
  }

  /**
   * `change` of each element; it may be asynchronous.
   *
   * @param change gets the element and its position in the run
   */
  map<U>(
    change: (element: T, position: number) => U | PromiseLike<U>,
    options: MapOptions = {},
  ): Pipeline<U> {
    checkFunction("map(change)", change);
    const { numParallelCalls } = parseOptions(mapOptions, options, "map");
    return new Pipeline(operations.map(this.#source, change, numParallelCalls));
  }

  /** The elements for which `keep` gives `true`; it may be asynchronous. */
  filter(keep: (element: T, position: number) => boolean | PromiseLike<boolean>): Pipeline<T> {
    checkFunction("filter(keep)", keep);
    return new Pipeline(operations.filter(this.#source, keep));
  }

  /**
   * Batches of `batchSize` elements, stacked as tf.data does: of objects and tuples each part on its
   * own, tensors along a new leading axis. JavaScript has no tensors of strings: strings and plain
   * numbers become lists, labels an `Int32Array`. The last batch may be shorter. For lists of elements
   * see {@link chunk}; to feed a model see `Dataset.batches`.
   *
   * The iteration throws INVALID_OPTION for tensors of different sizes, unless `padded` or `ragged` is
   * set; for elements that differ in kind; for a batch of more than 2 GiB.
   */
  batch<E, Ragged extends boolean = false>(
    // Said of `this` and not of T: a Pipeline<Example> is a Pipeline<unknown> all the same.
    this: Pipeline<E>,
    batchSize: number,
    options: BatchOptions<Ragged> = {},
  ): Pipeline<Batch<E, Ragged>> {
    checkInteger("batch(batchSize)", batchSize, { min: 1 });
    const { dropRemainder, padded, ragged } = parseOptions(
      batchOptions,
      options as BatchOptions,
      "batch",
    );
    const sizes = ragged ? "ragged" : padded ? "padded" : "same";
    const stacking = { sizes, maxBatchBytes: 2 ** 31 } as const;
    const batches = operations.batch(this.#source, batchSize, dropRemainder, stacking);
    return new Pipeline(batches) as Pipeline<never>;
  }

  /** Lists of `size` elements, whatever they are; the last may be shorter. */
  chunk(size: number, options: ChunkOptions = {}): Pipeline<T[]> {
    checkInteger("chunk(size)", size, { min: 1 });
    const { dropRemainder } = parseOptions(chunkOptions, options, "chunk");
    return new Pipeline(operations.chunk(this.#source, size, dropRemainder));
  }

  /** Works up to `bufferSize` elements ahead of the consumer. */
  prefetch(bufferSize: number): Pipeline<T> {
    checkInteger("prefetch(bufferSize)", bufferSize, { min: 1, max: 65_536 });
    return new Pipeline(operations.prefetch(this.#source, bufferSize));
  }

  /** Each element with its number, counted from `start`. */
  enumerate(start = 0): Pipeline<[number, T]> {
    checkInteger("enumerate(start)", start, { min: Number.MIN_SAFE_INTEGER });
    return this.#map("enumerate", (element, position) => [start + position, element]);
  }

  /** The first `count` elements; nothing beyond them is asked for. */
  take(count: number): Pipeline<T> {
    checkInteger("take(count)", count);
    return new Pipeline(operations.take(this.#source, count));
  }

  /** All but the first `count` elements. */
  skip(count: number): Pipeline<T> {
    checkInteger("skip(count)", count);
    return new Pipeline(operations.skip(this.#source, count));
  }

  /** `count` runs one after the other; without `count`, no end. */
  repeat(count?: number | undefined): Pipeline<T> {
    if (count !== undefined) checkInteger("repeat(count)", count, { min: 1 });
    return new Pipeline(operations.repeat(this.#source, count ?? Number.POSITIVE_INFINITY));
  }

  /** These elements, then the other's. */
  concatenate<U>(other: Pipeline<U>): Pipeline<T | U> {
    return new Pipeline(operations.concatenate<T | U>(this.#source, other.#source));
  }

  /**
   * Hands out a random one of the next `bufferSize` elements each time, as tf.data does.
   * `Dataset.shuffle` mixes all of them and needs no buffer.
   */
  shuffle(bufferSize: number, options: BufferedShuffleOptions): Pipeline<T> {
    checkInteger("shuffle(bufferSize)", bufferSize, { min: 1, max: 2 ** 32 });
    const { seed, reshuffleEachIteration } = parseOptions(shuffleOptions, options, "shuffle");
    return new Pipeline(operations.shuffle(this.#source, bufferSize, seed, reshuffleEachIteration));
  }

  /** Calls `visit` with each element in turn and waits for it. */
  async forEach(visit: (element: T, position: number) => unknown): Promise<void> {
    checkFunction("forEach(visit)", visit);
    const { signal } = new AbortController();
    let position = 0;
    for await (const element of this) {
      const at = position++;
      await callBack("forEach", () => visit(element, at), { position: at, element, signal });
    }
  }

  /** All elements, in memory at once. */
  async toArray(): Promise<T[]> {
    const elements: T[] = [];
    for await (const element of this) elements.push(element);
    return elements;
  }

  /** A run that can tell where it stands, and begin where another stood. */
  iterate(options: IterateOptions = {}): Iteration<T> {
    return iterate(this.#source, options, () => this.#runs++);
  }

  [Symbol.asyncIterator](): Iteration<T> {
    return this.iterate();
  }

  /** What `console.log` prints. */
  [inspection](...how: InspectionArguments): string {
    return inspected("Pipeline", { length: this.length }, how);
  }

  #map<U>(name: string, change: (element: T, position: number) => U): Pipeline<U> {
    return new Pipeline(operations.map(this.#source, change, 1, name));
  }
}
