import * as z from "zod";
import { parseOptions } from "../options.ts";
import { parseSplit, type Split, SubSplit } from "./read-instruction.ts";
import type { ShardLengthsBySplit, Slice } from "./slice.ts";

export interface EvenSplitsOptions {
  /** Whether to leave out the last examples so that all pieces have one size. Default false. */
  readonly dropRemainder?: boolean | undefined;
}

/** The `index`-th of `count` equal pieces of another split. */
class EvenPiece extends SubSplit {
  readonly #whole: SubSplit;
  readonly #index: number;
  readonly #count: number;
  readonly #dropRemainder: boolean;

  constructor(whole: SubSplit, index: number, count: number, dropRemainder: boolean) {
    super();
    this.#whole = whole;
    this.#index = index;
    this.#count = count;
    this.#dropRemainder = dropRemainder;
  }

  slices(shardLengths: ShardLengthsBySplit): Slice[] {
    return this.#whole.slices(shardLengths).map(({ split, from, to }) => {
      const each = Math.floor((to - from) / this.#count);
      const remainder = this.#dropRemainder ? 0 : (to - from) % this.#count;
      // The first `remainder` pieces are one longer.
      const cut = (i: number) => from + each * i + Math.min(i, remainder);
      return { split, from: cut(this.#index), to: cut(this.#index + 1) };
    });
  }

  toString(): string {
    return `evenSplits(${this.#whole}, ${this.#count})[${this.#index}]`;
  }
}

const countSchema = z.int().positive();

// Beyond it the pieces are empty a hundred times over, and the array is only there to fill memory.
const mostPieces = 1_000_000;

/**
 * Cuts a split into `n` pieces of equal size; the first ones are one example longer if need be, and
 * with fewer than `n` examples the last ones are empty. Each summand of a sum is cut on its own, as
 * in TFDS. Pieces are splits: they may be added, and cut again.
 *
 * @example
 * const [first, second, third] = evenSplits("test", 3); // 3334, 3333 and 3333 examples
 *
 * @throws INVALID_OPTION if `n` is no integer from 1 to a million, INVALID_SPLIT
 */
export function evenSplits(split: Split, n: number, options: EvenSplitsOptions = {}): SubSplit[] {
  const schema = z.strictObject({
    n: countSchema.max(mostPieces),
    dropRemainder: z.boolean().default(false),
  });
  const { dropRemainder } = parseOptions(schema, { ...options, n }, "evenSplits");
  const whole = parseSplit(split);
  return Array.from({ length: n }, (_, i) => new EvenPiece(whole, i, n, dropRemainder));
}

export interface ProcessOptions extends EvenSplitsOptions {
  /** Which process this is, from 0. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
}

/**
 * The piece of {@link evenSplits} for one of several processes (TFDS's `split_for_jax_process`).
 *
 * @throws INVALID_OPTION unless `0 <= index < count`, INVALID_SPLIT
 */
export function splitForProcess(split: Split, options: ProcessOptions): SubSplit {
  const { index, count, dropRemainder } = parseOptions(
    z
      .strictObject({
        index: z.int().nonnegative(),
        count: countSchema,
        dropRemainder: z.boolean().default(false),
      })
      .refine(({ index, count }) => index < count, {
        path: ["index"],
        error: "must be less than count",
      }),
    options,
    "splitForProcess",
  );
  return new EvenPiece(parseSplit(split), index, count, dropRemainder);
}
