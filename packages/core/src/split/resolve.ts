import type { ShardRange } from "../order.ts";
import { parseSplit, type Split } from "./read-instruction.ts";
import { type ShardLengthsBySplit, type Slice, sum, writeSlice } from "./slice.ts";

/** Where in one shard the examples of a slice lie: `take` of them, never 0, after the first `skip`. */
export interface FileInstruction extends ShardRange {
  readonly split: string;
  readonly examplesInShard: number;
}

export interface ResolvedSplit {
  /** The expression as it was given; for an object, one that selects the same examples. */
  readonly spec: string;
  readonly numExamples: number;
  /** One per summand; an empty one has `from === to`. */
  readonly parts: readonly Slice[];
  /** What to read, in order. Empty when no example is selected. */
  readonly fileInstructions: readonly FileInstruction[];
}

/**
 * Which examples a split selects, and in which shards they lie.
 *
 * An empty selection (`test[:0]`) resolves to 0 examples; only reading it is an error, as in TFDS.
 *
 * @example
 * resolveSplit("test[:10%]", { test: Array(16).fill(625) }).fileInstructions;
 * //=> [{ split: "test", shard: 0, skip: 0, take: 625, examplesInShard: 625 },
 * //=>  { split: "test", shard: 1, skip: 0, take: 375, examplesInShard: 625 }]
 *
 * @throws INVALID_SPLIT, UNKNOWN_SPLIT
 */
export function resolveSplit(split: Split, shardLengths: ShardLengthsBySplit): ResolvedSplit {
  const parts = parseSplit(split).slices(shardLengths);
  return {
    spec: typeof split === "string" ? split : parts.map(writeAbsolute).join("+"),
    numExamples: sum(parts.map(({ from, to }) => to - from)),
    parts,
    fileInstructions: parts.flatMap((part) => fileInstructions(part, shardLengths)),
  };
}

function fileInstructions({ split, from, to }: Slice, shardLengths: ShardLengthsBySplit) {
  const instructions: FileInstruction[] = [];
  let start = 0;
  for (const [shard, examplesInShard] of (shardLengths[split] ?? []).entries()) {
    const skip = Math.max(from - start, 0);
    const take = Math.min(to - start, examplesInShard) - skip;
    if (take > 0) instructions.push({ split, shard, skip, take, examplesInShard });
    start += examplesInShard;
  }
  return instructions;
}

function writeAbsolute({ split, from, to }: Slice): string {
  return writeSlice({ splitName: split, from, to, unit: "abs" });
}
