import { formatShardName, parseShardName } from "@imagenet-v2/tfrecord";
import fc from "fast-check";
import { expect, test } from "vitest";

const shard = { dataset: "imagenet_v2", split: "test", fileFormat: "tfrecord" };

test("names a shard as TFDS does", () => {
  expect(formatShardName({ ...shard, shard: 0, numShards: 16 })).toBe(
    "imagenet_v2-test.tfrecord-00000-of-00016",
  );
});

test("takes as many digits as the number of shards needs, and at least five", () => {
  expect(formatShardName({ ...shard, shard: 7, numShards: 1_000_000 })).toBe(
    "imagenet_v2-test.tfrecord-0000007-of-1000000",
  );
  expect(formatShardName({ ...shard, shard: 99_998, numShards: 99_999 })).toContain(
    "-99998-of-99999",
  );
});

test.each([
  ["{SPLIT}/data.{FILEFORMAT}-{SHARD_INDEX}", "test/data.tfrecord-00003"],
  ["{DATASET}-{SPLIT}-{SHARD_INDEX}-{NUM_SHARDS}", "imagenet_v2-test-00003-00016"],
  ["a+(b).{SHARD_X_OF_Y}", "a+(b).00003-of-00016"],
])("follows the template %s", (template, expected) => {
  expect(formatShardName({ ...shard, shard: 3, numShards: 16 }, template)).toBe(expected);
  expect(parseShardName(expected, template)).toMatchObject({ shard: 3 });
});

test("reads back every name it writes", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]\w{0,20}$/),
      fc.stringMatching(/^[\w-]{1,20}$/),
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.nat(),
      (dataset, split, numShards, n) => {
        const name = { dataset, split, fileFormat: "tfrecord", shard: n % numShards, numShards };
        expect(parseShardName(formatShardName(name))).toEqual(name);
      },
    ),
  );
});

test.each([
  "imagenet_v2-test.tfrecord-0000-of-00016",
  "imagenet_v2-test.tfrecord-00000-of-00016.tmp",
  "imagenet_v2-test.tfrecord",
  "dataset_info.json",
  "",
  `imagenet_v2-${"-".repeat(100_000)}`,
])("takes %.50s for no shard", (name) => {
  expect(parseShardName(name)).toBeUndefined();
});

test.each([
  "../{SPLIT}",
  "/etc/{SPLIT}",
  "a/../../{SPLIT}",
  "C:{SPLIT}",
  "..\\{SPLIT}",
  "{HOME}",
  "{SPLIT}{SPLIT}",
  "{SHARD_INDEX}-{SHARD_X_OF_Y}",
])("refuses the template %s", (template) => {
  expect(() => formatShardName({ ...shard, shard: 0, numShards: 1 }, template)).toThrow(/template/);
  expect(() => parseShardName("x", template)).toThrow(/template/);
});
