import { ImageNetV2Error, publishedShardLengths } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";

/**
 * Examples in other shards than the published ones come in another order, and slices of them are other
 * examples: not what somebody means who names only the dataset.
 *
 * @throws UNSUPPORTED
 */
export function requirePublishedShards({ info, shardLengths }: Store): void {
  const { length } = publishedShardLengths;
  const same =
    shardLengths.length === length &&
    shardLengths.every((count, shard) => count === publishedShardLengths[shard]);
  if (same) return;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${info.path}: prepared in ${shardLengths.length} shards; with other than the usual ${length} the order and every slice are others.`,
    { feature: `${shardLengths.length} shards` },
    { hint: "Open this folder by its path with builderFromDirectory(), or as the archive." },
  );
}
