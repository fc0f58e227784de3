import { didYouMean, parseOptions, suggestion } from "@imagenet-v2/core";
import { expect, test } from "vitest";
import * as z from "zod";

const Options = z.strictObject({
  split: z.string().optional(),
  batchSize: z.int().positive().optional(),
  read: z.strictObject({ blockLength: z.int().optional() }).optional(),
});

test("gives back what is right", () => {
  expect(parseOptions(Options, { split: "test" }, "load")).toEqual({ split: "test" });
});

test("names an unknown option and the one that was meant", () => {
  expect(() => parseOptions(Options, { splt: "test" }, "load")).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      option: "splt",
      message: 'load: unknown option "splt".',
      hint: 'Did you mean "split"? Available: split, batchSize, read.',
    }),
  );
});

test("names an unknown option inside another", () => {
  expect(() => parseOptions(Options, { read: { blokLength: 1 } }, "load")).toThrow(
    expect.objectContaining({
      option: "read.blokLength",
      hint: 'Did you mean "blockLength"? Available: blockLength.',
    }),
  );
});

test("names an option of the wrong kind by its path", () => {
  expect(() => parseOptions(Options, { read: { blockLength: 1.5 } }, "load")).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", option: "read.blockLength" }),
  );
});

test.each([
  ["topimage", "topimages"],
  ["TOPIMAGES", "topimages"],
  ["treshold-0.7", "threshold-0.7"],
  ["cifar10", undefined],
  ["x".repeat(1_000_000), undefined],
])("takes %.20s for %s", (word, meant) => {
  expect(didYouMean(word, ["matched-frequency", "threshold-0.7", "topimages"])).toBe(meant);
});

test("lists what there is where nothing is near", () => {
  expect(suggestion("cifar10", ["test"])).toBe("Available: test.");
});
