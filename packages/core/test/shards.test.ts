import { publishedShardLengths, shardLengths, variants } from "@imagenet-v2/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const GiB = 2 ** 30;
const TiB = 2 ** 40;

test("cuts each published variant into 16 shards of 625", () => {
  expect(publishedShardLengths).toEqual([
    625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625, 625,
  ]);
  for (const { archive } of Object.values(variants)) {
    expect(shardLengths(10_000, archive.bytes)).toEqual(publishedShardLengths);
  }
});

test("puts 50 small pictures into one shard", () => {
  expect(shardLengths(50, 6_000_000)).toEqual([50]);
});

describe("boundaries are rounded half to even", () => {
  test.each([
    [10, 4, [2, 5, 8, 10]],
    [11, 4, [3, 6, 8, 11]],
    [5, 2, [2, 5]],
    [7, 2, [4, 7]],
  ])("%i examples in %i shards", (count, numShards, boundaries) => {
    let end = 0;
    expect(shardLengths(count, 0, { numShards }).map((n) => (end += n))).toEqual(boundaries);
  });

  // Python: round(45 * (7 / 10)) is 31, round(45 * 7 / 10) is 32.
  test("on the product with the quotient, as TFDS computes it", () => {
    expect(shardLengths(45, 0, { numShards: 10 })).toEqual([4, 5, 5, 4, 4, 5, 4, 5, 4, 5]);
  });
});

describe("the number of shards", () => {
  test.each([
    ["the largest power of two with at least 64 MiB each", 10_000, GiB / 2, 8],
    ["counts the 16 bytes that TFRecord adds to each example", 1024, GiB / 2 - 1024 * 16, 8],
    ["and not one byte less", 1024, GiB / 2 - 1024 * 16 - 1, 4],
    ["no more than there are examples", 7, GiB, 4],
    ["1024 as soon as sizes allow", 1_000_000, 64 * GiB, 1024],
    ["a multiple of 1024 when shards would be too large", 1_000_000, 2.5 * TiB, 3072],
    ["and at least 2048", 1_000_000, 1.25 * TiB, 2048],
  ])("%s", (_, count, bytes, shards) => {
    expect(shardLengths(count, bytes)).toHaveLength(shards);
  });

  test("follows minShardSize and maxShardSize", () => {
    expect(shardLengths(10_000, GiB, { minShardSize: 2 ** 20 })).toHaveLength(1024);
    expect(shardLengths(100, GiB, { minShardSize: 256 * 2 ** 20 })).toHaveLength(4);
    expect(
      shardLengths(10_000, GiB, { minShardSize: 2 ** 20, maxShardSize: 2 ** 19 }),
    ).toHaveLength(2048);
  });
});

test("every example is in one shard, and shards differ by at most one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 200 }), (n, k) => {
      fc.pre(k <= n);
      const lengths = shardLengths(n, 0, { numShards: k });
      expect(lengths.reduce((a, b) => a + b)).toBe(n);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }),
  );
});

test.each([
  ["more shards than examples", () => shardLengths(3, 0, { numShards: 4 }), "numShards"],
  ["no examples", () => shardLengths(0, 0), "count"],
  ["a count that is none", () => shardLengths(Number.NaN, 0), "count"],
  ["half a shard", () => shardLengths(3, 0, { numShards: 1.5 }), "numShards"],
  ["an option nobody knows", () => shardLengths(3, 0, { shards: 1 } as object), "shards"],
])("refuses %s", (_, cut, option) => {
  expect(cut).toThrow(expect.objectContaining({ code: "INVALID_OPTION", option }));
});
