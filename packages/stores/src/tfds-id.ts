import { type DatasetDescription, imageNetV2 } from "@imagenet-v2/core";
import { formatShardName } from "@imagenet-v2/tfrecord";
import type { Store } from "./store.ts";

/**
 * Names examples as TFDS's `add_tfds_id` does: file of the shard, two underscores, position in it.
 *
 * @returns the id of the example at a storage index
 */
export function tfdsIds({
  shardLengths,
  shardNames,
  info,
}: Pick<Store, "shardLengths" | "shardNames"> & { readonly info?: Store["info"] }): (
  index: number,
) => string {
  const names = shardNames ?? tfdsShardNames(shardLengths.length, info?.dataset);
  return (index) => {
    let position = index;
    let shard = 0;
    for (const length of shardLengths) {
      if (position < length) break;
      position -= length;
      shard++;
    }
    return `${names[shard]}__${position}`;
  };
}

/** The files into which TFDS writes so many shards. */
export function tfdsShardNames(
  numShards: number,
  { name, split }: Pick<DatasetDescription, "name" | "split"> = imageNetV2,
): string[] {
  return Array.from({ length: numShards }, (_, shard) =>
    formatShardName({ dataset: name, split, shard, numShards }),
  );
}
