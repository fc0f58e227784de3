import { ImageNetV2Error, readingOrder, type ShardRange } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";
import type { ResolvedReadConfig } from "./read-config.ts";

/** In which order the examples of a split come. */
export type Order = "reading" | "storage" | "archive";

interface Ordering {
  readonly order: Order;
  readonly shuffleFiles: boolean;
  readonly readConfig: Pick<ResolvedReadConfig, "interleaveCycleLength" | "interleaveBlockLength">;
}

/**
 * The storage indices of some parts of shards, in the order asked for.
 *
 * @throws INVALID_OPTION for shuffled shards in the order of the archive, which knows none
 */
export function splitIndices(
  store: Store,
  instructions: readonly ShardRange[],
  { order, shuffleFiles, readConfig }: Ordering,
): Uint32Array {
  if (order === "reading") {
    return readingOrder(instructions, store.shardLengths, {
      cycleLength: readConfig.interleaveCycleLength,
      blockLength: readConfig.interleaveBlockLength,
    });
  }
  // One shard at a time, each to its end.
  const stored = readingOrder(instructions, store.shardLengths, { cycleLength: 1 });
  if (order === "storage") return stored;
  if (shuffleFiles) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      'shuffleFiles and order: "archive" contradict each other.',
      { option: "shuffleFiles" },
    );
  }
  const rank = new Uint32Array(store.length);
  store.archiveOrder().forEach((index, position) => {
    rank[index] = position;
  });
  return stored.sort((a, b) => (rank[a] as number) - (rank[b] as number));
}
