import {
  compare,
  compareAll,
  holm,
  imagesNeeded,
  interval,
  inWords,
  mcnemar,
  type Prediction,
  pairedDifference,
  pValue,
  smallestDifference,
} from "@imagenet-v2/evaluate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reference } from "./reference.ts";

test.each(reference.intervals)(
  "gives statsmodels' intervals for $correct of $n at $level",
  ({ correct, n, level, clopperPearson, wilson }) => {
    const exact = interval(correct, n, { level });
    const score = interval(correct, n, { level, method: "wilson" });
    [0, 1].forEach((end) => {
      expect(exact[end]).toBeCloseTo(clopperPearson[end] as number, 8);
      expect(score[end]).toBeCloseTo(wilson[end] as number, 8);
    });
  },
);

test("an interval holds the share it is about", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, share) => {
        const correct = Math.round(share * n);
        for (const method of ["clopper-pearson", "wilson"] as const) {
          const [low, high] = interval(correct, n, { method });
          expect(low).toBeLessThanOrEqual(correct / n);
          expect(high).toBeGreaterThanOrEqual(correct / n);
          expect([low >= 0, high <= 1]).toEqual([true, true]);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  [-1, 10],
  [11, 10],
  [0, 0],
  [1.5, 10],
  [Number.NaN, 10],
])("refuses an interval of %d in %d", (correct, n) => {
  expect(() => interval(correct, n)).toThrow(/^interval: /);
});

test.each(reference.paired)(
  "gives statsmodels' McNemar for $onlyFirst against $onlySecond in $n",
  ({ n, exact, midP, interval: [low, high], ...counts }) => {
    // Relative, because p-values of any size are reported.
    expect(mcnemar(counts) / exact).toBeCloseTo(1, 9);
    expect(mcnemar(counts, "mid-p") / midP).toBeCloseTo(1, 9);
    const difference = pairedDifference(counts, n);
    expect(difference.difference).toBe((counts.onlyFirst - counts.onlySecond) / n);
    expect(difference.interval[0]).toBeCloseTo(low, 8);
    expect(difference.interval[1]).toBeCloseTo(high, 8);
  },
);

test("gives McNemar's p to the last digit where it can be worked by hand", () => {
  // 8 to 2 among 10 coins: 2 · (1 + 10 + 45) / 1024.
  expect(mcnemar({ onlyFirst: 8, onlySecond: 2 })).toBeCloseTo(112 / 1024, 12);
  expect(mcnemar({ onlyFirst: 8, onlySecond: 2 }, "mid-p")).toBeCloseTo(67 / 1024, 12);
  expect(mcnemar({ onlyFirst: 0, onlySecond: 0 })).toBe(1);
  expect(mcnemar({ onlyFirst: 0, onlySecond: 0 }, "mid-p")).toBe(1);
});

test("gives a p-value of 1 for every tie, and none above 1", () => {
  for (let each = 0; each < 200; each++) {
    expect(mcnemar({ onlyFirst: each, onlySecond: each }, "mid-p")).toBeCloseTo(1, 9);
  }
  for (let onlyFirst = 0; onlyFirst < 60; onlyFirst++) {
    for (let onlySecond = 0; onlySecond < 60; onlySecond++) {
      const counts = { onlyFirst, onlySecond };
      expect(mcnemar(counts, "mid-p")).toBeLessThanOrEqual(1);
      expect(mcnemar(counts, "mid-p")).toBeLessThanOrEqual(mcnemar(counts));
    }
  }
});

test.each(reference.corrections)("corrects $p as statsmodels does", ({ p, holm: expected }) => {
  holm(p).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 12);
  });
});

test("tells how many images a difference takes", () => {
  // (1.959964 · √0.1 + 0.841621 · √(0.1 − 0.003²))² / 0.003² by hand.
  expect(imagesNeeded(0.003, { disagreement: 0.1 })).toBe(87_208);
  expect(smallestDifference(87_208, { disagreement: 0.1 })).toBeCloseTo(0.003, 7);
  expect(smallestDifference(3, { disagreement: 0.1 })).toBe(0.1);
  expect(() => imagesNeeded(0.2, { disagreement: 0.1 })).toThrow("by more than they disagree");
});

test("the smallest visible difference undoes the number of images", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.9, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (share, disagreement) => {
        const difference = share * disagreement;
        const n = imagesNeeded(difference, { disagreement });
        const seen = smallestDifference(n, { disagreement });
        const before = smallestDifference(Math.max(1, n - 1), { disagreement });
        expect(seen).toBeLessThanOrEqual(difference * (1 + 1e-9));
        expect(before).toBeGreaterThanOrEqual(difference * (1 - 1e-9));
      },
    ),
  );
});

function images(rights: string): Prediction[] {
  return [...rights].map((right, i) => ({
    file_name: `1/${i}.jpeg`,
    label: 1,
    top: right === "+" ? [1, 2, 3, 4, 5] : [2, 1, 3, 4, 5],
  }));
}

test("calls the better model by name", () => {
  const a = { name: "a", predictions: images("++++++++++++++++++++") };
  const b = { name: "b", predictions: images("----------++++++++++").reverse() };
  const comparison = compare(a, b);
  expect(comparison).toMatchObject({ n: 20, onlyFirst: 10, onlySecond: 0, verdict: "first" });
  expect(comparison.p).toBeCloseTo(2 / 1024, 12);
  expect(inWords(comparison)).toBe("a is better than b: p = 0.002.");
  expect(inWords(compare(b, a))).toBe("a is better than b: p = 0.002.");
});

test("says when two models cannot be told apart, and what it would take", () => {
  const a = { name: "a", predictions: images("+++-+-++++") };
  const b = { name: "b", predictions: images("--+++-++++") };
  expect(inWords(compare(a, b))).toMatch(
    /^a and b cannot be told apart on these 10 images: p = 1\.00\. If .* takes \d+ to see it\.$/,
  );
  expect(inWords(compare(a, a))).toBe("a and a cannot be told apart on these 10 images: p = 1.00.");
});

test("compares by the top five where asked to", () => {
  const a = { name: "a", predictions: images("----") };
  const b = { name: "b", predictions: images("++++") };
  expect(compare(a, b, { k: 5 })).toMatchObject({ onlyFirst: 0, onlySecond: 0 });
});

test("asks for more where many models are compared", () => {
  const names = ["a", "b", "c"];
  const rights = ["++++++++----", "++++++++----", "--------++--"];
  const models = names.map((name, i) => ({ name, predictions: images(rights[i] as string) }));
  const pairs = compareAll(models);
  expect(pairs.map(({ names }) => names.join(""))).toEqual(["ab", "ac", "bc"]);
  // 8 to 2 is p = 0.109; thrice that for the first of three.
  expect(pairs[1]?.p).toBeCloseTo(112 / 1024, 12);
  expect(pairs[1]?.adjustedP).toBeCloseTo(336 / 1024, 12);
});

test.each([
  [
    "another image",
    (p: Prediction[]) => [...p.slice(1), { ...(p[0] as Prediction), file_name: "9/x.jpeg" }],
    "1/0.jpeg",
  ],
  [
    "an image more",
    (p: Prediction[]) => [...p, { ...(p[0] as Prediction), file_name: "9/x.jpeg" }],
    "9/x.jpeg",
  ],
  ["an image less", (p: Prediction[]) => p.slice(1), "1/0.jpeg"],
  [
    "another label",
    (p: Prediction[]) => [{ ...(p[0] as Prediction), label: 9 }, ...p.slice(1)],
    "1/0.jpeg",
  ],
])("refuses to compare with %s, and names it", (_, change, fileName) => {
  const a = { name: "a", predictions: images("+++") };
  const b = { name: "b", predictions: change(images("+++")) };
  expect(() => compare(a, b)).toThrow(fileName);
  expect(() => compare(a, b)).toThrow(
    expect.objectContaining({ code: "DIFFERENT_IMAGES", fileName }),
  );
});

test.each([
  [0.00012, "p < 0.001"],
  [0.00349, "p = 0.003"],
  [0.234, "p = 0.23"],
])("prints %d as %s", (p, text) => {
  expect(pValue(p)).toBe(text);
});
