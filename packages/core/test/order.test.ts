import {
  publishedShardLengths,
  readingOrder,
  type ShardRange,
  storageOrder,
} from "@imagenet-v2/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** The storage positions `from` to `to` as file instructions, over the published shards. */
function slice(from: number, to: number): ShardRange[] {
  return publishedShardLengths.flatMap((length, shard) => {
    const start = shard * length;
    const skip = Math.max(from - start, 0);
    const take = Math.min(to - start, length) - skip;
    return take > 0 ? [{ shard, skip, take }] : [];
  });
}

function read(...ranges: readonly [from: number, to: number][]): number[] {
  const instructions = ranges.flatMap(([from, to]) => slice(from, to));
  return [...readingOrder(instructions, publishedShardLengths)];
}

function run(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

describe("storageOrder", () => {
  // MD5 of "test742_b7b5….jpeg" is 00049815…, of the others 000af2d2… and 0020c06f….
  const names = [
    "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg",
    "742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg",
    "636/aebe1c00437d74b518191381ec2ced8644697531.jpeg",
  ];

  test("is ascending by the MD5 of split and key", () => {
    expect([...storageOrder(names)]).toEqual([1, 2, 0]);
  });

  test("depends on the split's name", () => {
    // md5("a35_0.jpeg") is 47929f78…, md5("a35_1.jpeg") ab295cc7…; with "b" 5824ef17… and 248ef795….
    const legacy = ["35/0.jpeg", "35/1.jpeg"];
    expect([...storageOrder(legacy, "a")]).toEqual([0, 1]);
    expect([...storageOrder(legacy, "b")]).toEqual([1, 0]);
  });

  test("of nothing is nothing", () => {
    expect(storageOrder([])).toEqual(new Uint32Array());
  });

  test("refuses a name that is there twice, naming it", () => {
    const twice = [...names, "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg"];
    expect(() => storageOrder(twice)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining("421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg"),
      }),
    );
  });
});

describe("readingOrder", () => {
  test("interleaves 16 shards in blocks of 16", () => {
    const order = read([0, 10_000]);
    const positions = [0, 15, 16, 31, 32, 255, 256, 9983, 9984, 9999];
    expect(positions.map((p) => order[p])).toEqual([
      0, 15, 625, 640, 1250, 9390, 16, 9998, 624, 9999,
    ]);
  });

  test("of test[:100] is storage order, since one shard holds it", () => {
    expect(read([0, 100])).toEqual(run(0, 100));
  });

  test("of test[600:700] takes turns between two shards", () => {
    expect(read([600, 700])).toEqual([
      ...run(600, 616),
      ...run(625, 641),
      ...run(616, 625),
      ...run(641, 700),
    ]);
  });

  test("of test[10%:50%]", () => {
    const order = read([1000, 5000]);
    expect(order.slice(0, 33)).toEqual([...run(1000, 1016), ...run(1250, 1266), 1875]);
    expect(order.slice(-3)).toEqual([3749, 4374, 4999]);
  });

  test("of test[:1250]", () => {
    const order = read([0, 1250]);
    expect(order.slice(0, 48)).toEqual([...run(0, 16), ...run(625, 641), ...run(16, 32)]);
    expect(order.slice(-3)).toEqual([1248, 624, 1249]);
  });

  test("interleaves the parts of a sum", () => {
    const order = read([0, 40], [5000, 5040]);
    expect(order.slice(0, 48)).toEqual([...run(0, 16), ...run(5000, 5016), ...run(16, 32)]);
    expect(read([0, 10], [0, 10])).toEqual([...run(0, 10), ...run(0, 10)]);
  });

  test("keeps as many shards open as asked", () => {
    // TFDS's page on determinism reads 1,024 shards of about 1251 with these.
    const lengths = Array<number>(1024).fill(1251);
    const all = lengths.map((take, shard) => ({ shard, skip: 0, take }));
    const order = readingOrder(all, lengths, { cycleLength: 3, blockLength: 2 });
    expect([...order.slice(0, 8)]).toEqual([0, 1, 1251, 1252, 2502, 2503, 2, 3]);
    expect([...readingOrder(all, lengths).slice(0, 18)]).toEqual([...run(0, 16), 1251, 1252]);
  });

  test("opens the next shard in the place of one that ended inside a block", () => {
    const lengths = [3, 6, 4];
    const all = lengths.map((take, shard) => ({ shard, skip: 0, take }));
    expect([...readingOrder(all, lengths, { cycleLength: 2, blockLength: 2 })]).toEqual([
      0, 1, 3, 4, 2, 5, 6, 9, 10, 7, 8, 11, 12,
    ]);
  });

  test("lets a shard that ended with its block miss a turn, as tf.data does", () => {
    const lengths = [2, 6, 4];
    const all = lengths.map((take, shard) => ({ shard, skip: 0, take }));
    expect([...readingOrder(all, lengths, { cycleLength: 2, blockLength: 2 })]).toEqual([
      0, 1, 2, 3, 4, 5, 8, 9, 6, 7, 10, 11,
    ]);
  });

  test("is a permutation of what the instructions name", () => {
    const shards = fc.array(
      fc
        .nat(60)
        .chain((length) =>
          fc
            .nat(length)
            .chain((skip) => fc.nat(length - skip).map((take) => ({ length, skip, take }))),
        ),
      { maxLength: 40 },
    );
    const small = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(shards, small, small, (shards, cycleLength, blockLength) => {
        const lengths = shards.map(({ length }) => length);
        const instructions = shards.map(({ skip, take }, shard) => ({ shard, skip, take }));
        const order = readingOrder(instructions, lengths, { cycleLength, blockLength });
        let start = 0;
        const named = shards.flatMap(({ length, skip, take }) => {
          start += length;
          return run(start - length + skip, start - length + skip + take);
        });
        expect([...order].sort((a, b) => a - b)).toEqual(named);
      }),
    );
  });

  test("keeps the order within each shard", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 40 }), (lengths) => {
        const all = lengths.map((take, shard) => ({ shard, skip: 0, take }));
        const order = [...readingOrder(all, lengths)];
        let start = 0;
        for (const length of lengths) {
          const end = start + length;
          expect(order.filter((i) => i >= start && i < end)).toEqual(run(start, end));
          start = end;
        }
      }),
    );
  });

  test.each([
    ["a shard there is not", { shard: 1, skip: 0, take: 1 }],
    ["more than the shard has", { shard: 0, skip: 3, take: 3 }],
    ["a negative skip", { shard: 0, skip: -1, take: 1 }],
    ["TFDS's -1 for all", { shard: 0, skip: 0, take: -1 }],
    ["half an example", { shard: 0, skip: 0.5, take: 1 }],
  ])("refuses %s", (_, instruction) => {
    expect(() => readingOrder([instruction], [5])).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "instructions" }),
    );
  });

  test("refuses a cycle of nothing", () => {
    expect(() => readingOrder([], [], { cycleLength: 0 })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "cycleLength" }),
    );
  });
});
