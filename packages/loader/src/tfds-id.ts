/**
 * Names examples as TFDS's `add_tfds_id` does: file of the shard, two underscores, position in it.
 *
 * @returns the id of the example at a storage index
 */
export function tfdsIds(shardLengths: readonly number[]): (index: number) => string {
  const shards = pad(shardLengths.length);
  return (index) => {
    let position = index;
    let shard = 0;
    for (const length of shardLengths) {
      if (position < length) break;
      position -= length;
      shard++;
    }
    return `imagenet_v2-test.tfrecord-${pad(shard)}-of-${shards}__${position}`;
  };
}

function pad(number: number): string {
  return String(number).padStart(5, "0");
}
