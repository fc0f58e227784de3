import { md5 } from "@noble/hashes/legacy.js";
import * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";
import { parseOptions } from "./options.ts";

/**
 * The order in which TFDS stores examples: ascending MD5 of the split's name and the example's key,
 * which is `35_<id>.jpeg` for the file `35/<id>.jpeg`. It depends on the names alone.
 *
 * @param fileNames `<class>/<file>`, in any order
 * @returns at i the position in `fileNames` of the i-th example in storage
 * @throws INVALID_OPTION if a name is there twice
 */
export function storageOrder(fileNames: readonly string[], split = "test"): Uint32Array {
  const encoder = new TextEncoder();
  const digests = new Uint8Array(16 * fileNames.length);
  fileNames.forEach((fileName, i) => {
    // TFDS turns backslashes into slashes before it hashes, so that Windows gives the same order.
    const key = split + fileName.replace("/", "_").replaceAll("\\", "/");
    digests.set(md5(encoder.encode(key)), 16 * i);
  });

  const view = new DataView(digests.buffer);
  const compare = (a: number, b: number): number => {
    for (let word = 0; word < 16; word += 4) {
      const difference = view.getUint32(16 * a + word) - view.getUint32(16 * b + word);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Uint32Array.from(fileNames.keys()).sort(compare);

  let before: number | undefined;
  for (const here of order) {
    if (before !== undefined && compare(before, here) === 0) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `Two examples share one place in the order: ${fileNames[before]} and ${fileNames[here]}.`,
        { option: "fileNames" },
      );
    }
    before = here;
  }
  return order;
}

const InterleaveOptions = z.strictObject({
  cycleLength: z.int().positive().default(16),
  blockLength: z.int().positive().default(16),
});

/** TFDS's `ReadConfig` calls them `interleave_cycle_length` and `interleave_block_length`. */
export interface InterleaveOptions {
  /** How many shards are open at once. @default 16 */
  cycleLength?: number | undefined;
  /** How many examples in a row come from one shard. @default 16 */
  blockLength?: number | undefined;
}

/** The examples `skip` to `skip + take` of one shard. */
export interface ShardRange {
  readonly shard: number;
  readonly skip: number;
  readonly take: number;
}

/**
 * The order in which TFDS reads: tf.data's interleave over the shards, so neither the order they
 * are stored in nor a shuffled one, and the same each time.
 *
 * @param instructions what to read of which shard; the parts of `a+b` are interleaved together
 * @returns positions in storage order
 * @throws INVALID_OPTION if an instruction asks for what its shard does not have
 */
export function readingOrder(
  instructions: readonly ShardRange[],
  shardLengths: readonly number[],
  options: InterleaveOptions = {},
): Uint32Array {
  const { cycleLength, blockLength } = parseOptions(InterleaveOptions, options, "readingOrder");
  const ranges = storageRanges(instructions, shardLengths);
  const order = new Uint32Array(ranges.reduce((sum, { next, end }) => sum + end - next, 0));
  // No slot beyond the number of ranges is ever filled.
  const slots = Array<Range | undefined>(Math.min(cycleLength, ranges.length)).fill(undefined);
  const waiting = ranges.values();

  for (let filled = 0, slot = 0; filled < order.length; slot = (slot + 1) % slots.length) {
    slots[slot] ??= waiting.next().value;
    const range = slots[slot];
    if (range === undefined) continue;
    const stop = Math.min(range.next + blockLength, range.end);
    // tf.data notices the end of a range only on reading past it. One that ends with its block
    // stays in its slot and costs it the next turn.
    if (stop - range.next < blockLength) slots[slot] = undefined;
    while (range.next < stop) order[filled++] = range.next++;
  }
  return order;
}

interface Range {
  next: number;
  readonly end: number;
}

function storageRanges(
  instructions: readonly ShardRange[],
  shardLengths: readonly number[],
): Range[] {
  const starts = [0];
  for (const length of shardLengths) starts.push((starts.at(-1) ?? 0) + length);
  return instructions.map(({ shard, skip, take }) => {
    const start = starts[shard];
    const length = shardLengths[shard];
    const whole = [skip, take].every((n) => Number.isSafeInteger(n) && n >= 0);
    if (start === undefined || length === undefined || !whole || skip + take > length) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `Shard ${shard} of ${shardLengths.length} has ${length ?? "no"} examples; asked for ${take} from ${skip}.`,
        { option: "instructions" },
      );
    }
    return { next: start + skip, end: start + skip + take };
  });
}
