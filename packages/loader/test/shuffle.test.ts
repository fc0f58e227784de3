import { createHash } from "node:crypto";
import { datasetOf } from "@imagenet-v2/loader";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { positions, testStore } from "./test-store.ts";

const order = (length: number, seed: number | bigint | string) => [
  ...datasetOf(testStore(length), { order: "storage" }).shuffle({ seed }).indices,
];

describe("a seeded shuffle", () => {
  // Computed by a separate program (Python) from the documented algorithm: Fisher–Yates from the
  // last position down over sfc32, its state the SHA-256 of the seed's text.
  test.each([
    [0, [8, 5, 6, 11, 2, 10, 3, 0, 9, 1, 4, 7]],
    [1, [1, 5, 2, 7, 11, 0, 4, 10, 6, 8, 3, 9]],
    [-1, [6, 4, 1, 3, 8, 0, 7, 11, 10, 9, 2, 5]],
    ["hello", [8, 9, 0, 11, 1, 2, 7, 10, 3, 6, 5, 4]],
  ])("with seed %s gives the order it always gave", (seed, expected) => {
    expect(order(12, seed)).toEqual(expected);
  });

  test("gives the order of 10,000 that it always gave", () => {
    const digest = createHash("sha256").update(order(10_000, 42).join(",")).digest("hex");
    expect(digest).toBe("2baef4e8e9fdd76e46dd432a1e1caf115dc994f31ad3bce88ad77a2712f24233");
  });

  test("takes a seed's number, bigint and text for one seed", () => {
    expect(order(100, 7n)).toEqual(order(100, 7));
    expect(order(100, "7")).toEqual(order(100, 7));
  });

  test.each([0.5, Number.NaN, 2 ** 53, undefined, null, {}])("refuses the seed %s", (seed) => {
    expect(() => order(3, seed as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "seed" }),
    );
  });

  test("is a permutation, another for another seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.maxSafeInteger(), (length, seed) => {
        expect(order(length, seed).sort((a, b) => a - b)).toEqual(positions(length));
      }),
      { numRuns: 50 },
    );
    expect(order(100, 1)).not.toEqual(order(100, 2));
  });
});
