import { evenSplits, parseSplit, resolveSplit, splitForProcess } from "@imagenet-v2/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// What TFDS's documentation and source say, once more and by other means: whole numbers are bigints,
// shards are counted one by one, and percentages are rounded by ICU.

interface Bound {
  readonly text: string;
  readonly unit: "" | "%" | "shard";
}
interface Part {
  readonly from?: Bound | undefined;
  readonly to?: Bound | undefined;
}

const halfEven = new Intl.NumberFormat("en", {
  maximumFractionDigits: 0,
  useGrouping: false,
  roundingMode: "halfEven",
});

function expected({ from, to }: Part, shards: number[]): [number, number] | "error" {
  const count = BigInt(shards.flatMap((n) => Array<number>(n).fill(0)).length);
  const unit = from?.unit || to?.unit || "";
  if (unit === "" && [from, to].some((bound) => bound?.text.includes("."))) return "error";
  if (unit === "shard" && [from, to].some((bound) => bound?.text.includes("."))) return "error";

  const inExamples = (bound: Bound, isEnd: boolean): bigint | "error" => {
    const text = bound.text.replaceAll("_", "");
    if (unit === "") return BigInt(text);
    if (unit === "%") {
      if (Math.abs(Number(text)) > 100) return "error";
      return BigInt(halfEven.format((Number(text) * Number(count)) / 100));
    }
    let shard = BigInt(text);
    const shardCount = BigInt(shards.length);
    if (isEnd && shard <= 0n) shard += shardCount;
    let total = 0n;
    for (const [i, length] of shards.entries()) {
      const reached = shard < 0n ? shard + shardCount : shard;
      if (BigInt(i) < reached) total += BigInt(length);
    }
    return total;
  };

  const bounds = [from && inExamples(from, false), to && inExamples(to, true)];
  if (bounds.includes("error")) return "error";
  const [first = 0n, last = count] = bounds as (bigint | undefined)[];
  if (first > count || last > count || -first > count || -last > count) return "error";
  const start = first < 0n ? first + count : first;
  const end = last < 0n ? last + count : last;
  return start > end ? "error" : [Number(start), Number(end)];
}

const digits = fc
  .tuple(fc.nat({ max: 220 }), fc.boolean())
  .map(([n, grouped]) => (grouped ? String(n).split("").join("_") : String(n)));
const decimal = fc.oneof(
  fc.tuple(fc.nat({ max: 101 }), fc.nat({ max: 999 })).map(([a, b]) => `${a}.${b}`),
  fc.nat({ max: 99 }).map((b) => `.${b}`),
  fc.nat({ max: 99 }).map((a) => `${a}.`),
);
const sign = fc.constantFrom("", "-");
const bound: fc.Arbitrary<Bound> = fc.oneof(
  fc.record({
    text: fc.tuple(sign, digits).map((t) => t.join("")),
    unit: fc.constant("" as const),
  }),
  fc.record({
    text: fc.tuple(sign, fc.oneof(digits, decimal)).map((t) => t.join("")),
    unit: fc.constant("%" as const),
  }),
  fc.record({
    text: fc.tuple(sign, fc.nat({ max: 9 }).map(String)).map((t) => t.join("")),
    unit: fc.constant("shard" as const),
  }),
);
const part: fc.Arbitrary<Part> = fc.record({
  from: fc.option(bound, { nil: undefined }),
  to: fc.option(bound, { nil: undefined }),
});
const shardList = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 6 });

function write({ from, to }: Part): string {
  if (!from && !to) return "test";
  return `test[${from?.text ?? ""}${from?.unit ?? ""}:${to?.text ?? ""}${to?.unit ?? ""}]`;
}

function resolve(spec: Parameters<typeof resolveSplit>[0], shards: number[]) {
  const { parts, fileInstructions, numExamples } = resolveSplit(spec, { test: shards });
  const starts = shards.map((_, i) => shards.slice(0, i).reduce((a, b) => a + b, 0));
  const examples = fileInstructions.flatMap(({ shard, skip, take }) =>
    Array.from({ length: take }, (_, i) => (starts[shard] ?? Number.NaN) + skip + i),
  );
  return { parts: parts.map(({ from, to }) => [from, to]), examples, numExamples };
}

function range([from, to]: readonly [number, number]): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

describe("any expression of the grammar", () => {
  test("selects the examples that the rules say", () => {
    let resolved = 0;
    const runs = 3000;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), shardList, (parts, shards) => {
        const spec = parts.map(write).join(" + ");
        const ranges = parts.map((part) => expected(part, shards));
        if (ranges.includes("error")) {
          expect(() => resolve(spec, shards)).toThrow();
          return;
        }
        resolved++;
        const wanted = ranges as [number, number][];
        const examples = wanted.flatMap(range);
        expect(resolve(spec, shards)).toEqual({
          parts: wanted,
          examples,
          numExamples: examples.length,
        });
      }),
      { numRuns: runs },
    );
    // Or nothing was tried.
    expect(resolved).toBeGreaterThan(runs / 10);
  });

  test("selects shard k with `kshard` as Python's sum(lengths[:k]) would", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), shardList, (k, shards) => {
        const one = {
          from: { text: `${k}`, unit: "shard" },
          to: { text: `${k + 1}`, unit: "shard" },
        } as const;
        const wanted = expected(one, shards);
        if (wanted === "error") expect(() => resolve(`test[${k}shard]`, shards)).toThrow();
        else expect(resolve(`test[${k}shard]`, shards).parts).toEqual([wanted]);
      }),
    );
  });

  test("or any other string is read or refused with a typed error", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."test al[]:+-_.%0159 \t", "shard", "test", "é", "\0"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (spec) => {
        try {
          parseSplit(spec);
        } catch (error) {
          expect(error).toHaveProperty("code", "INVALID_SPLIT");
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("even splits", () => {
  const slice = fc
    .tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }))
    .map(([a, b]) => `test[${Math.min(a, b)}%:${Math.max(a, b)}%]`);
  const pieces = fc.integer({ min: 1, max: 40 });

  test("tile what they divide, in order, the longer ones first", () => {
    fc.assert(
      fc.property(slice, pieces, shardList, (split, n, shards) => {
        const whole = resolve(split, shards).examples;
        const parts = evenSplits(split, n).map((piece) => resolve(piece, shards).examples);
        expect(parts.flat()).toEqual(whole);
        const sizes = parts.map((examples) => examples.length);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
        expect((sizes[0] ?? 0) - (sizes.at(-1) ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("have one size if the remainder is dropped, which is the end", () => {
    fc.assert(
      fc.property(slice, pieces, shardList, (split, n, shards) => {
        const whole = resolve(split, shards).examples;
        const parts = evenSplits(split, n, { dropRemainder: true }).map(
          (piece) => resolve(piece, shards).examples,
        );
        expect(new Set(parts.map((examples) => examples.length)).size).toBe(1);
        expect(parts.flat()).toEqual(whole.slice(0, whole.length - (whole.length % n)));
      }),
    );
  });

  test("divide each summand on its own, and their own pieces again", () => {
    fc.assert(
      fc.property(slice, slice, pieces, pieces, shardList, (a, b, n, m, shards) => {
        const sorted = (examples: number[]) => examples.sort((x, y) => x - y);
        const sum = evenSplits(`${a}+${b}`, n);
        const nested = sum.flatMap((piece) => evenSplits(piece, m));
        const examples = nested.flatMap((piece) => resolve(piece, shards).examples);
        expect(sorted(examples)).toEqual(sorted(resolve(`${a}+${b}`, shards).examples));
      }),
    );
  });

  test("are what splitForProcess gives each process", () => {
    fc.assert(
      fc.property(slice, pieces, fc.boolean(), shardList, (split, count, dropRemainder, shards) => {
        const ofProcesses = Array.from({ length: count }, (_, index) =>
          splitForProcess(split, { index, count, dropRemainder }),
        );
        expect(ofProcesses.map((piece) => resolve(piece, shards))).toEqual(
          evenSplits(split, count, { dropRemainder }).map((piece) => resolve(piece, shards)),
        );
      }),
    );
  });
});
