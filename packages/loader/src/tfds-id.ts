import { formatShardName } from "@imagenet-v2/tfrecord";

/**
 * Names examples as TFDS's `add_tfds_id` does: file of the shard, two underscores, position in it.
 *
 * @returns the id of the example at a storage index
 */
export function tfdsIds(shardLengths: readonly number[]): (index: number) => string {
  const numShards = shardLengths.length;
  const names = shardLengths.map((_, shard) =>
    formatShardName({ dataset: "imagenet_v2", split: "test", shard, numShards }),
  );
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
