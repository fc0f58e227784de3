import {
  parseSplit,
  ReadInstruction,
  type ReadInstructionOptions,
  resolveSplit,
  type SubSplit,
} from "@imagenet-v2/core";
import { isSubSplit } from "@imagenet-v2/core/internal";
import { describe, expect, test } from "vitest";

const ranges = (split: SubSplit, count: number) =>
  resolveSplit(split, { test: [count] }).parts.map(({ from, to }) => [from, to]);

// Worked by hand: number of examples, bounds in percent, closest, pct1_dropremainder.
test.each<[number, ReadInstructionOptions, [number, number], [number, number]]>([
  [10000, { from: 33, to: 66 }, [3300, 6600], [3300, 6600]],
  [9999, { to: 33 }, [0, 3300], [0, 3267]],
  [9999, { from: 33, to: 66 }, [3300, 6599], [3267, 6534]],
  [9999, { from: 66 }, [6599, 9999], [6534, 9999]],
  [9999, { from: -5 }, [9499, 9999], [9504, 9999]],
  [9999, { to: 100 }, [0, 9999], [0, 9900]],
  [1050, { to: 33 }, [0, 346], [0, 330]],
  [1050, { from: 33, to: 66 }, [346, 693], [330, 660]],
  [1050, { from: -5 }, [998, 1050], [1000, 1050]],
])("rounds percentages of %i: %j", (count, bounds, closest, dropping) => {
  const percent = { ...bounds, unit: "%" } as const;
  expect(ranges(new ReadInstruction("test", percent), count)).toEqual([closest]);
  const rounding = "pct1_dropremainder";
  expect(ranges(new ReadInstruction("test", { ...percent, rounding }), count)).toEqual([dropping]);
});

test("pct1_dropremainder needs 100 examples", () => {
  const options = { to: 50, unit: "%", rounding: "pct1_dropremainder" } as const;
  expect(() => ranges(new ReadInstruction("test", options), 99)).toThrow("less than 100 elements");
});

describe("prints as TFDS does", () => {
  test.each<[ReadInstructionOptions | undefined, string]>([
    [undefined, "ReadInstruction('test')"],
    [{ from: 0 }, "ReadInstruction('test[0:]')"],
    [{ to: 33.333333, unit: "%" }, "ReadInstruction('test[:33.3333%]', rounding='closest')"],
    [{ to: 1234567 }, "ReadInstruction('test[:1.23457e+06]')"],
    [{ from: 0.00001, unit: "%" }, "ReadInstruction('test[1e-05%:]', rounding='closest')"],
    [{ from: -12.5, unit: "%" }, "ReadInstruction('test[-12.5%:]', rounding='closest')"],
    [{ from: 100, to: 100000 }, "ReadInstruction('test[100:100000]')"],
  ])("%j", (options, printed) => {
    expect(String(new ReadInstruction("test", options))).toBe(printed);
  });
});

describe("refuses", () => {
  test.each<[object, string]>([
    [{ from: 1.5 }, ""],
    [{ to: 0.5, unit: "shard" }, ""],
    [{ to: 0.5, unit: "%", rounding: "pct1_dropremainder" }, ""],
    [{ from: Number.NaN }, "from"],
    [{ to: Number.POSITIVE_INFINITY }, "to"],
    [{ from: "5" }, "from"],
    [{ unit: "percent" }, "unit"],
    [{ rounding: "up" }, "rounding"],
    [{ From: 5 }, "From"],
  ])("%j", (options, option) => {
    expect(() => new ReadInstruction("test", options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option }),
    );
  });

  test("bounds on `all`", () => {
    expect(() => new ReadInstruction("all", { to: 5 })).toThrow("'all' does not support slice");
  });
});

test("fromSpec reads what parseSplit reads, and passes objects through", () => {
  const instruction = ReadInstruction.fromSpec("test[10%:]");
  expect(instruction).toBeInstanceOf(ReadInstruction);
  expect(instruction).toMatchObject({ splitName: "test", from: 10, to: undefined, unit: "%" });
  expect(parseSplit(instruction)).toBe(instruction);
  expect(isSubSplit(instruction)).toBe(true);
  expect(isSubSplit("test")).toBe(false);
});

test("a sum may be built in a long loop", () => {
  let sum: SubSplit = new ReadInstruction("test", { to: 0 });
  for (let i = 0; i < 10000; i++)
    sum = sum.add(new ReadInstruction("test", { from: i, to: i + 1 }));
  expect(resolveSplit(sum, { test: [10000] }).numExamples).toBe(10000);
});
