import { evenSplits, resolveSplit, type Split, splitForProcess } from "@imagenet-v2/core";
import { describe, expect, test } from "vitest";
import { published } from "./tfds-files.ts";

const ranges = (split: Split) =>
  resolveSplit(split, published).parts.map(({ from, to }) => [from, to]);

// Worked by hand from TFDS's rule, for 10,000 examples.
test.each<[Split, number, boolean, Record<number, [number, number]>]>([
  ["test", 3, false, { 0: [0, 3334], 1: [3334, 6667], 2: [6667, 10000] }],
  ["test", 3, true, { 0: [0, 3333], 1: [3333, 6666], 2: [6666, 9999] }],
  ["test", 4, false, { 0: [0, 2500], 3: [7500, 10000] }],
  ["test", 7, false, { 0: [0, 1429], 3: [4287, 5716], 4: [5716, 7144], 6: [8572, 10000] }],
  ["test", 7, true, { 0: [0, 1428], 6: [8568, 9996] }],
  ["test", 16, false, { 0: [0, 625], 15: [9375, 10000] }],
  ["test", 999, false, { 0: [0, 11], 9: [99, 110], 10: [110, 120], 998: [9990, 10000] }],
  ["test[:50%]", 3, false, { 0: [0, 1667], 1: [1667, 3334], 2: [3334, 5000] }],
  ["test[90%:]", 7, false, { 0: [9000, 9143], 6: [9858, 10000] }],
  ["test", 10001, false, { 0: [0, 1], 9999: [9999, 10000], 10000: [10000, 10000] }],
  ["test", 1, true, { 0: [0, 10000] }],
])("cuts %s into %i, drop remainder: %s", (split, n, dropRemainder, pieces) => {
  const actual = evenSplits(split, n, { dropRemainder });
  expect(actual).toHaveLength(n);
  for (const [i, range] of Object.entries(pieces)) {
    expect(ranges(actual[Number(i)] ?? "")).toEqual([range]);
  }
});

test("pieces are cut again, added to each other and to specs", () => {
  const [, middle = ""] = evenSplits("test", 3);
  const [first = "", second = ""] = evenSplits(middle, 2);
  expect(ranges(first)).toEqual([[3334, 5001]]);
  expect(ranges(second)).toEqual([[5001, 6667]]);
  const [piece] = evenSplits("test[:10]+test[90:100]", 2);
  expect(piece && ranges(piece.add("test[-1:]"))).toEqual([
    [0, 5],
    [90, 95],
    [9999, 10000],
  ]);
});

test("a resolved piece tells a spec that selects the same", () => {
  const [, piece = ""] = evenSplits("test[:5]+test[:9]", 2);
  const { spec, fileInstructions } = resolveSplit(piece, published);
  expect(spec).toBe("test[3:5]+test[5:9]");
  expect(resolveSplit(spec, published).fileInstructions).toEqual(fileInstructions);
});

test("finds out about splits only when resolved, about syntax at once", () => {
  const [piece = ""] = evenSplits("train", 2);
  expect(() => ranges(piece)).toThrow("Unknown split 'train'");
  expect(() => evenSplits("test[5]", 2)).toThrow("Error parsing split");
});

describe("refuses", () => {
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9, "3"])("n = %s", (n) => {
    expect(() => evenSplits("test", n as number)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "n" }),
    );
  });

  test.each([
    [{ index: 3, count: 3 }, "index"],
    [{ index: -1, count: 3 }, "index"],
    [{ index: Number.NaN, count: 3 }, "index"],
    [{ index: 0.5, count: 3 }, "index"],
    [{ index: 0, count: 0 }, "count"],
    [{ index: 0, count: 2, dropRemainders: true }, "dropRemainders"],
  ])("process %j", (options, option) => {
    expect(() => splitForProcess("test", options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option }),
    );
  });
});

test("with more processes than examples, some have nothing to do", () => {
  expect(ranges(splitForProcess("test[:2]", { index: 2, count: 3 }))).toEqual([[2, 2]]);
});
