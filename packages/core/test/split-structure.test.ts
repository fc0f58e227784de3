import {
  evenSplits,
  ReadInstruction,
  type Split,
  type SplitResult,
  type SplitStructure,
} from "@imagenet-v2/core";
import { mapSplits } from "@imagenet-v2/core/internal";
import { describe, expect, expectTypeOf, test } from "vitest";

class Dataset {
  readonly split: Split;
  constructor(split: Split) {
    this.split = split;
  }
}

const read = (split: Split) => new Dataset(split);

/** As an options object of `load` would have it. */
function load<const S extends SplitStructure | undefined = undefined>(
  options: { split?: S } = {},
): SplitResult<S, Dataset> {
  return mapSplits(options.split as S, read);
}

describe("the result has the shape of the splits", () => {
  test("for one", () => {
    const dataset = load({ split: "test[:10]" });
    expectTypeOf(dataset).toEqualTypeOf<Dataset>();
    expect(dataset).toEqual(new Dataset("test[:10]"));
  });

  test("for an object that names examples", () => {
    const instruction = new ReadInstruction("test", { to: 10 });
    expectTypeOf(load({ split: instruction })).toEqualTypeOf<Dataset>();
    expectTypeOf(load({ split: instruction.add("test") })).toEqualTypeOf<Dataset>();
    expect(load({ split: instruction }).split).toBe(instruction);
  });

  test("for none: each by name", () => {
    expectTypeOf(load()).toEqualTypeOf<{ test: Dataset }>();
    expectTypeOf(load({})).toEqualTypeOf<{ test: Dataset }>();
    expect(load()).toEqual({ test: new Dataset("test") });
  });

  test("for a tuple", () => {
    const [train, rest] = load({ split: ["test[:80%]", "test[80%:]"] });
    expectTypeOf(train).toEqualTypeOf<Dataset>();
    expectTypeOf(load({ split: ["test", "test"] })).toEqualTypeOf<[Dataset, Dataset]>();
    expect([train.split, rest.split]).toEqual(["test[:80%]", "test[80%:]"]);
  });

  test("for an array of unknown length", () => {
    const datasets = load({ split: evenSplits("test", 3) });
    expectTypeOf(datasets).toEqualTypeOf<Dataset[]>();
    expect(datasets).toHaveLength(3);
  });

  test("for objects and arrays in each other", () => {
    const result = load({
      split: { fit: "test[:50%]", held: [{ a: "test[50%:75%]" }, evenSplits("test", 2)] },
    });
    expectTypeOf(result).toEqualTypeOf<{ fit: Dataset; held: [{ a: Dataset }, Dataset[]] }>();
    expect(result.held[0].a.split).toBe("test[50%:75%]");
    expect(result.held[1]).toHaveLength(2);
  });

  test("for a split that is only known as one", () => {
    expectTypeOf(load({ split: "test" as Split })).toEqualTypeOf<Dataset>();
    expectTypeOf(load({ split: "test" as string })).toEqualTypeOf<Dataset>();
    expectTypeOf<SplitResult<string | undefined, 5>>().toEqualTypeOf<5 | { test: 5 }>();
  });

  test("for a key of any name", () => {
    const split = JSON.parse('{ "__proto__": "test" }') as Record<string, string>;
    expect(Object.entries(load({ split }))).toEqual([["__proto__", new Dataset("test")]]);
  });
});

test.each([[5], [null], [Promise.resolve("test")], [new Map()], [["test", undefined]]])(
  "refuses %j where a split belongs",
  (splits) => {
    expect(() => mapSplits(splits as unknown as SplitStructure, read)).toThrow(
      expect.objectContaining({ code: "INVALID_SPLIT" }),
    );
  },
);

test("does not take what is no split", () => {
  // @ts-expect-error a number is no split
  expect(() => load({ split: 5 })).toThrow();
  // @ts-expect-error nor is a list with one
  expect(() => load({ split: ["test", 5] })).toThrow();
});
