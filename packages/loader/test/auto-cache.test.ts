import { DatasetInfo, variants } from "@imagenet-v2/core";
import { autoCache } from "@imagenet-v2/loader";
import { expect, test } from "vitest";

const mebibytes = (count: number, shardLengths = [5, 5]) =>
  new DatasetInfo(variants.topimages, { numBytes: count * 2 ** 20, shardLengths });

test("a whole variant is too large to be kept, whatever slice is read", () => {
  expect(autoCache(mebibytes(1140), { split: "test[:1]" })).toEqual({
    cached: false,
    reason: "the data is larger than 250 MiB",
  });
});

test.each<[string, DatasetInfo, Parameters<typeof autoCache>[1], boolean]>([
  ["250 MiB are kept", mebibytes(250), {}, true],
  ["a byte more is not", mebibytes(250 + 2 ** -20), {}, false],
  ["not what is of unknown size", new DatasetInfo(variants.topimages), {}, false],
  ["not if told so", mebibytes(1), { readConfig: { tryAutocache: false } }, false],
  ["not shuffled anew each time", mebibytes(1), { shuffleFiles: true }, false],
  [
    "shuffled once",
    mebibytes(1),
    {
      shuffleFiles: true,
      readConfig: { shuffleReshuffleEachIteration: false },
    },
    true,
  ],
  ["one shard, shuffled", mebibytes(1), { shuffleFiles: true, split: "test[:3]" }, true],
])("%s", (_, info, options, cached) => {
  expect(autoCache(info, options).cached).toBe(cached);
});
