import {
  type ErrorCode,
  evenSplits,
  isImageNetV2Error,
  ReadInstruction,
  type ReadInstructionOptions,
  resolveSplit,
  type Split,
} from "@imagenet-v2/core";
import { describe, expect, test } from "vitest";
import goldens from "./goldens/tfds-splits.json" with { type: "json" };
import { published, writeFiles } from "./tfds-files.ts";

/** Where we do not do as TFDS does, and why. Everything else in the goldens is the same. */
const deviations: Record<string, string> = {
  "test[100:50]":
    "TFDS reports -50 examples and fails on reading; an inverted slice is an error here",
};

const codes: Record<string, ErrorCode> = {
  "Unknown split": "UNKNOWN_SPLIT",
  "Unit should be": "INVALID_OPTION",
  "Rounding should be": "INVALID_OPTION",
};

function codeFor(message: string): ErrorCode {
  const start = Object.keys(codes).find((start) => message.startsWith(start));
  return (start && codes[start]) || "INVALID_SPLIT";
}

function resolve(split: Split) {
  const { numExamples, fileInstructions } = resolveSplit(split, published);
  return { numExamples, files: writeFiles(fileInstructions) };
}

function failure(action: () => unknown): { code: ErrorCode; message: string } {
  try {
    action();
  } catch (error) {
    if (isImageNetV2Error(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("split expressions resolve as in TFDS", () => {
  const same = goldens.splits.filter(({ spec }) => !(spec in deviations));

  test.each(same)("$spec", ({ spec, numExamples, files, message }) => {
    if (message === undefined) {
      expect(resolve(spec)).toEqual({ numExamples, files });
      return;
    }
    const error = failure(() => resolve(spec));
    expect(error.code).toBe(codeFor(message));
    expect(error.message).toContain(message);
  });

  test(`${same.length} specs are the same, ${Object.keys(deviations).length} deviates`, () => {
    expect(same).toHaveLength(78);
    expect(() => resolve("test[100:50]")).toThrow("ends before it begins");
  });
});

describe("read instructions resolve and print as in TFDS", () => {
  test.each(goldens.readInstructions)("$options", ({ options, message, printed, ...golden }) => {
    const make = () => new ReadInstruction("test", options as ReadInstructionOptions);
    if (message === undefined) {
      expect(resolve(make())).toEqual(golden);
      expect(make().toString()).toBe(printed);
    } else {
      expect(failure(make).code).toBe(codeFor(message));
    }
  });

  test("a sum", () => {
    const sum = new ReadInstruction("test", { from: 10, to: 20, unit: "%" }).add("test[:5]");
    expect(String(sum)).toBe(
      "ReadInstruction('test[10%:20%]', rounding='closest')+ReadInstruction('test[:5]')",
    );
  });
});

describe("even splits have the pieces of TFDS", () => {
  test.each(goldens.evenSplits)("$split in $n, drop remainder: $dropRemainder", (golden) => {
    const { split, n, dropRemainder, pieces } = golden;
    const actual = evenSplits(split, n, { dropRemainder });
    const kept = pieces.length === n ? actual : [...actual.slice(0, 8), ...actual.slice(-1)];
    expect(actual).toHaveLength(n);
    expect(kept.map(resolve).map(({ numExamples, files }) => [numExamples, files])).toEqual(pieces);
  });
});
