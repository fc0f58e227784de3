import { type ShardOptions, shardLengths } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";
import { recordOverhead } from "@imagenet-v2/tfrecord";
import { storedLength } from "./stored-example.ts";

/** What will be written, known before an image is read. */
export interface Plan {
  /** How many examples, the first ones in storage order. */
  readonly numExamples: number;
  readonly shardLengths: readonly number[];
  /** Sum of the serialized examples: TFDS's `num_bytes`. */
  readonly numBytes: number;
  /** Bytes of all shards together. */
  readonly fileBytes: number;
}

export interface PlanOptions extends ShardOptions {
  readonly maxExamplesPerSplit?: number | undefined;
}

/**
 * Decides on the shards. Without options they are those the store stands for anyway, so that the same
 * examples are read in the same order before and after.
 *
 * @throws INVALID_OPTION if there are fewer examples than shards
 */
export function planShards(store: Store, options: PlanOptions): Plan {
  const { maxExamplesPerSplit = store.length, ...shards } = options;
  const numExamples = Math.min(store.length, maxExamplesPerSplit);
  let numBytes = 0;
  for (let index = 0; index < numExamples; index++) numBytes += storedLength(store, index);
  const asIs =
    numExamples === store.length && Object.values(shards).every((value) => value === undefined);
  return {
    numExamples,
    shardLengths: asIs ? store.shardLengths : shardLengths(numExamples, numBytes, shards),
    numBytes,
    fileBytes: numBytes + numExamples * recordOverhead,
  };
}
