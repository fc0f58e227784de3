import { didYouMean, parseOptions, suggestion } from "@imagenet-v2/core/internal";
import { expect, test } from "vitest";
import * as z from "zod";

/** As options come from JavaScript. */
const parse = (schema: z.ZodType, options: unknown, what: string) =>
  parseOptions(schema, options, what);

const Options = z.strictObject({
  split: z.string().optional(),
  batchSize: z.int().positive().optional(),
  read: z.strictObject({ blockLength: z.int().optional() }).optional(),
});

test("gives back what is right", () => {
  expect(parse(Options, { split: "test" }, "load")).toEqual({ split: "test" });
});

test("names an unknown option and the one that was meant", () => {
  expect(() => parse(Options, { splt: "test" }, "load")).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      option: "splt",
      message: 'load: unknown option "splt".',
      hint: 'Did you mean "split"? Available: split, batchSize, read.',
    }),
  );
});

test("names an unknown option inside another", () => {
  expect(() => parse(Options, { read: { blokLength: 1 } }, "load")).toThrow(
    expect.objectContaining({
      option: "read.blokLength",
      hint: 'Did you mean "blockLength"? Available: blockLength.',
    }),
  );
});

test("names an option of the wrong kind by its path", () => {
  expect(() => parse(Options, { read: { blockLength: 1.5 } }, "load")).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", option: "read.blockLength" }),
  );
});

const Rules = z.strictObject({
  number: z.int().min(-1).max(9).optional(),
  text: z.string().min(1, "must be a path").optional(),
  order: z.enum(["reading", "storage"]).optional(),
  size: z.union([z.int(), z.array(z.int()).length(2)]).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  list: z.array(z.number()).min(2).optional(),
});

test.each([
  [{ number: -2 }, "load: option number must be at least -1, not -2."],
  [{ number: 10 }, "load: option number must be at most 9, not 10."],
  [{ number: 1.5 }, "load: option number must be a whole number, not 1.5."],
  [{ number: Number.NaN }, "load: option number must be a number, not NaN."],
  [{ number: "4" }, 'load: option number must be a number, not "4".'],
  [{ text: "" }, 'load: option text must be a path, not "".'],
  [{ text: 3 }, "load: option text must be a string, not 3."],
  [{ text: null }, "load: option text must be a string, not null."],
  [{ order: "x" }, 'load: option order must be one of "reading", "storage", not "x".'],
  [{ size: "big" }, 'load: option size cannot be "big".'],
  [{ signal: {} }, "load: option signal must be an AbortSignal, not an object."],
  [{ list: [1] }, "load: option list must be at least 2 long, not a list."],
  [{ list: [1, "x"] }, 'load: option list.1 must be a number, not "x".'],
  ["test", 'load: the options must be an object, not "test".'],
])("says of %j what was wanted and what came", (options, message) => {
  expect(() => parse(Rules, options, "load")).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message }),
  );
});

test("offers the choice that was meant", () => {
  expect(() => parse(Rules, { order: "storge" }, "load")).toThrow(
    expect.objectContaining({ hint: 'Did you mean "storage"? Available: reading, storage.' }),
  );
});

test("refuses keys that objects have by themselves", () => {
  const options = JSON.parse('{"__proto__": {"split": "test"}}');
  expect(() => parse(Options, options, "load")).toThrow(/unknown option "__proto__"/);
  for (const key of ["constructor", "toString", "hasOwnProperty"]) {
    expect(() => parse(Options, { [key]: 1 }, "load")).toThrow(`unknown option "${key}"`);
  }
});

test("stays short whatever came", () => {
  const endless = "x".repeat(1_000_000);
  for (const options of [{ [endless]: 1 }, { order: endless }, { number: endless }, endless]) {
    expect(() => parse(Rules, options, "load")).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,250}$/) }),
    );
  }
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

test("a schema that differs from the documented options does not compile", () => {
  const schema = z.strictObject({
    size: z.int().optional(),
    names: z.array(z.string()).optional(),
  });
  const same: { readonly size?: number; readonly names?: readonly string[] } = { size: 1 };
  expect(parseOptions(schema, same, "f")).toEqual({ size: 1 });
  const fewer: { size?: number } = {};
  // @ts-expect-error names is not documented
  parseOptions(schema, fewer, "f");
  const more: typeof same & { readonly depth?: number } = {};
  // @ts-expect-error depth is not in the schema
  parseOptions(schema, more, "f");
  const other: { size?: number | string; names?: string[] } = {};
  // @ts-expect-error size is not a string in the schema
  parseOptions(schema, other, "f");
  const required: { size: number; names?: string[] } = { size: 1 };
  // @ts-expect-error size may be left out in the schema
  parseOptions(schema, required, "f");
});
