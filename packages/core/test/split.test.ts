import { isImageNetV2Error, parseSplit, resolveSplit, type Split } from "@imagenet-v2/core";
import { describe, expect, test } from "vitest";
import { published, writeFiles } from "./tfds-files.ts";

function failure(spec: Split) {
  try {
    resolveSplit(spec, published);
  } catch (error) {
    if (isImageNetV2Error(error)) return error;
    throw error;
  }
  throw new Error(`${spec} resolved`);
}

// Worked by hand from TFDS's rules, for 10,000 examples in 16 shards of 625.
describe("resolves", () => {
  test.each<[spec: string, ranges: [number, number][], files: string]>([
    ["test[:1]", [[0, 1]], "0:0+1"],
    ["test[:-10]", [[0, 9990]], "0..14 15:0+615"],
    ["test[:1%]", [[0, 100]], "0:0+100"],
    ["test[:-5%]", [[0, 9500]], "0..14 15:0+125"],
    ["test[.5%:1%]", [[50, 100]], "0:50+50"],
    ["test[-0.5%:]", [[9950, 10000]], "15:575+50"],
    ["test[1.%:2.%]", [[100, 200]], "0:100+100"],
    ["test[1_0.2_5%:]", [[1025, 10000]], "1:400+225 2..15"],
    ["test[007:010]", [[7, 10]], "0:7+3"],
    ["test[15shard]", [[9375, 10000]], "15"],
    ["test[16shard]", [[10000, 10000]], ""],
    ["test[:-1shard]", [[0, 9375]], "0..14"],
    ["test[-20shard:4]", [[0, 2500]], "0..3"],
    [
      "test[:50%]+test[50%:]",
      [
        [0, 5000],
        [5000, 10000],
      ],
      "0..15",
    ],
    [
      "test[600:700]\n+ test[600:700]",
      [
        [600, 700],
        [600, 700],
      ],
      "0:600+25 1:0+75 0:600+25 1:0+75",
    ],
    ["test[0:0]", [[0, 0]], ""],
    ["test[5:5]", [[5, 5]], ""],
  ])("%s", (spec, ranges, files) => {
    const resolved = resolveSplit(spec, published);
    expect(resolved.spec).toBe(spec);
    expect(resolved.parts).toEqual(ranges.map(([from, to]) => ({ split: "test", from, to })));
    expect(writeFiles(resolved.fileInstructions)).toBe(files);
  });

  test("shards of unequal length, and leaves out empty ones", () => {
    const shards = { test: [3, 0, 2] };
    expect(resolveSplit("test", shards).fileInstructions).toEqual([
      { split: "test", shard: 0, skip: 0, take: 3, examplesInShard: 3 },
      { split: "test", shard: 2, skip: 0, take: 2, examplesInShard: 2 },
    ]);
    expect(resolveSplit("test[1shard]", shards).numExamples).toBe(0);
    expect(resolveSplit("test[-2shard:]", shards).parts).toEqual([
      { split: "test", from: 3, to: 5 },
    ]);
  });

  test("`all` as every split, one after the other", () => {
    const { parts, numExamples } = resolveSplit("all", { test: [2, 2], extra: [1] });
    expect(numExamples).toBe(5);
    expect(parts).toEqual([
      { split: "test", from: 0, to: 4 },
      { split: "extra", from: 0, to: 1 },
    ]);
  });

  // 1,281,167 examples in 1,024 shards: the case in TFDS's own documentation.
  test("ImageNet's train[67%:84%] where TFDS does", () => {
    const train = Array.from(
      { length: 1024 },
      (_, i) => Math.round((1281167 * (i + 1)) / 1024) - Math.round((1281167 * i) / 1024),
    );
    expect(resolveSplit("train[67%:84%]", { train }).parts[0]?.from).toBe(858382);
  });
});

describe("refuses", () => {
  test.each([
    "test[100:99]",
    "test[5shard:2shard]",
    "test[50%:10%]",
    "test[-10:-20]",
    "test[:100.5%]",
    "test[]",
    "test[10: 20]",
    "test[:1__0]",
    "test[1_:]",
    "test[.%:]",
    "test[--5:]",
    "test[-:]",
    "test[+5:]",
    "test[1.5shard]",
    "test[1:2:3]",
    "test[:10][:5]",
    "test[:10]x",
    "test[",
    "test]",
    "[",
    "]",
    "+",
    " ",
    "test\n",
    "test test",
    "test[٣:]",
    "tést",
    "test\u00a0+\u00a0test",
    "test[:1e9]",
    "test[:9007199254740993]",
    `test[:${"9".repeat(400)}]`,
    `test[:${"9".repeat(400)}%]`,
  ])("%j", (spec) => {
    expect(failure(spec)).toMatchObject({ code: "INVALID_SPLIT", spec: expect.any(String) });
  });

  test("a bound before the start, in TFDS's words", () => {
    expect(failure("test[:-10001]").message).toBe(
      "Requested slice [:-10001] incompatible with 10000 examples.",
    );
  });

  test.each(["Test", "TEST", "ALL", "train", "constructor", "__proto__", "test-", "-", "5"])(
    "a split named %s, and lists those there are",
    (split) => {
      expect(failure(split)).toMatchObject({ code: "UNKNOWN_SPLIT", split, available: ["test"] });
    },
  );

  test.each([undefined, null, 5, [], {}])("%j, which is no split", (value) => {
    expect(failure(value as unknown as Split).code).toBe("INVALID_SPLIT");
  });

  test("control characters by showing them escaped", () => {
    expect(failure("\u001b[31m").message).not.toContain("\u001b");
  });
});

describe("says what would have been right:", () => {
  test.each([
    ["test[5%]", "Did you mean `test[:5%]`?"],
    ["test[-5%]", "Did you mean `test[-5%:]`?"],
    ["test[5]", "Did you mean `test[:5]`, or `test[5:6]`?"],
    ["test[1.5]", "Only percentages may have decimals."],
    ["test[:]", "Did you mean `test`?"],
    ["test[]", "Did you mean `test`?"],
    ["test[:10", "Did you mean `test[:10]`?"],
    [" test", "Did you mean `test`?"],
    ["test[:10 ]", "Did you mean `test[:10]`?"],
    ["test[0:10:2]", "Did you mean `test[0:10]`?"],
    ["test[:50%]+", "Did you mean `test[:50%]`?"],
    ["test[100:50]", "Did you mean `test[50:100]`?"],
    ["train[:10%]", "Did you mean `test[:10%]`?"],
    ["Test", "Did you mean `test`?"],
    ["all[:10]", "Slice each split, and add them: `test[:10]`."],
    ["test[1.5:3]", "Only percentages may have decimals."],
    ["test[10%:2000]", "A unit given once holds for both bounds."],
    ["test[:10001]", "The bounds of 'test' go from -10000 to 10000."],
    ["", "See format at: https://www.tensorflow.org/datasets/splits"],
  ])("%j: %s", (spec, hint) => {
    expect(failure(spec).hint).toBe(hint);
  });
});

// A quarter of a million characters is the longest spec that is read at all; each of these makes
// some naive grammar quadratic or worse.
describe("takes linear time on", () => {
  const near = 2 ** 18 - 100;
  const hostile = (length: number): Record<string, string> => ({
    pluses: "+".repeat(length),
    spaces: " ".repeat(length),
    "spaces before a letter": `test${" ".repeat(length)}x`,
    "spaces around pluses": `test${" + ".repeat(length / 3)}`,
    brackets: "[".repeat(length),
    "closing brackets": `test[${"]".repeat(length)}`,
    colons: `test[${":".repeat(length)}]`,
    digits: `test[:${"9".repeat(length)}]`,
    underscores: `test[:${"_".repeat(length)}]`,
    "digits and underscores": `test[:${"1_".repeat(length / 2)}]`,
    "dotted digits": `test[:${"1.".repeat(length / 2)}%]`,
    letters: "a".repeat(length),
    "a sum with a slip at its end": `${"test[:1]+".repeat(length / 9)}!`,
  });

  test.each(Object.entries(hostile(near)))("%s", (_, spec) => {
    const start = performance.now();
    const error = failure(spec);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(error.message.length).toBeLessThan(400);
  });

  test("1 MB of any of them, which is refused unread", () => {
    const start = performance.now();
    for (const spec of Object.values(hostile(2 ** 20))) {
      expect(() => parseSplit(spec)).toThrow("characters, more than 262144");
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("10,000 examples named one by one", () => {
    const spec = Array.from({ length: 10000 }, (_, i) => `test[${9999 - i}:${10000 - i}]`).join(
      "+",
    );
    const { parts, numExamples } = resolveSplit(spec, published);
    expect(numExamples).toBe(10000);
    expect(parts.map(({ from }) => from)).toEqual(
      Array.from({ length: 10000 }, (_, i) => 9999 - i),
    );
  });
});
