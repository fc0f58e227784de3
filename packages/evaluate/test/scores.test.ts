import { isImageNetV2Error } from "@imagenet-v2/core";
import {
  calibration,
  confusedPairs,
  logLoss,
  type Prediction,
  perClass,
  score,
  topK,
  topRate,
} from "@imagenet-v2/evaluate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reference } from "./reference.ts";

function prediction(
  label: number,
  top: readonly number[],
  more: Partial<Prediction> = {},
): Prediction {
  return { file_name: `${label}/${top.join("-")}.jpeg`, label, top, ...more };
}

const five = [
  prediction(7, [7, 1, 2, 3, 4]),
  prediction(7, [1, 2, 7, 3, 4]),
  prediction(8, [1, 2, 3, 4, 5]),
  prediction(8, [7, 8, 3, 4, 5]),
  prediction(7, [1, 2, 3, 4, 7]),
];

test("gives the best classes first", () => {
  expect(topK([0.1, 0.5, -3, 0.9, 0.2, 0.3], 5, "a")).toEqual([3, 1, 5, 4, 0]);
});

test("puts the lower index first among equal scores", () => {
  expect(topK([0, 1, 1, 0, 1, 0, 0], 5, "a")).toEqual([1, 2, 4, 0, 3]);
  expect(topK(new Float32Array(1000), 5, "a")).toEqual([0, 1, 2, 3, 4]);
});

test("agrees with a stable sort of all scores", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5 }), (scores) => {
      const sorted = [...scores.keys()].sort(
        (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
      );
      expect(topK(scores, 5, "a")).toEqual(sorted.slice(0, 5));
    }),
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "refuses a score of %d and names the image",
  (bad) => {
    const scores = new Float32Array(1000);
    scores[999] = bad;
    let error: unknown;
    try {
      topK(scores, 5, "3/cat.jpeg");
    } catch (thrown) {
      error = thrown;
    }
    if (!isImageNetV2Error(error, "MODEL_OUTPUT")) expect.unreachable();
    expect(error.fileName).toBe("3/cat.jpeg");
    expect(error.message).toBe(`3/cat.jpeg: the model gave ${bad} for output 999.`);
  },
);

test("refuses a model with fewer classes than are wanted", () => {
  expect(() => topK([1, 2, 3, 4], 5, "3/cat.jpeg")).toThrow("gave 4 scores, and the top 5");
});

test("counts what is right at the first and within five places", () => {
  const { n, top1, top5 } = score(five);
  expect([n, top1.correct, top5?.correct]).toEqual([5, 1, 4]);
  expect(top1.accuracy).toBe(0.2);
  expect(topRate(five, 2).correct).toBe(2);
});

test("counts by class", () => {
  expect(perClass(five)).toEqual([
    { label: 7, n: 3, top1Correct: 1, top5Correct: 3 },
    { label: 8, n: 2, top1Correct: 0, top5Correct: 1 },
  ]);
});

test("tells which classes are taken for which, most frequent first", () => {
  expect(
    confusedPairs(five).map(({ label, predicted, count }) => [label, predicted, count]),
  ).toEqual([
    [7, 1, 2],
    [8, 1, 1],
    [8, 7, 1],
  ]);
  expect(confusedPairs(five)[0]?.fileNames).toEqual(["7/1-2-7-3-4.jpeg", "7/1-2-3-4-7.jpeg"]);
});

test("counts only images of the classes asked for, by any of their names", () => {
  expect(score(five, { classes: [8] }).n).toBe(2);
  expect(score(five, { classes: ["cock"] }).top5?.correct).toBe(3);
  expect(() => score(five, { classes: ["tiger cat"] })).toThrow("no prediction to count");
  expect(() => score(five, { classes: ["a cat"] })).toThrow("ImageNet has no class");
});

test("does not tell top-5 of predictions that are too short, and refuses to count it", () => {
  const short = [prediction(1, [1, 2, 3, 4])];
  const { top1, top5, perClass } = score([...short, prediction(1, [7, 1, 2, 3, 4])]);
  expect(top1).toMatchObject({ correct: 1, n: 2 });
  expect(top5).toBeUndefined();
  expect(perClass).toEqual([{ label: 1, n: 2, top1Correct: 1, top5Correct: undefined }]);
  expect(() => topRate(short, 5)).toThrow("4 classes are predicted, and the top 5");
});

test("suggests the option that was meant", () => {
  expect(() => score(five, { class: [1] } as never)).toThrow('unknown option "class"');
});

test("bins confidence, each bin open below and closed above", () => {
  const sure = (confidence: number, right: boolean) =>
    prediction(1, right ? [1, 2, 3, 4, 5] : [2, 1, 3, 4, 5], { probabilities: [confidence] });
  // Worked by hand: (0, 0.5] has 0.5 right and 0.3 wrong, (0.5, 1] has 0.9 and 1 right.
  const result = calibration(
    [sure(0.5, true), sure(0.3, false), sure(0.9, true), sure(1, true)],
    2,
  );
  expect(result?.bins.map(({ n }) => n)).toEqual([2, 2]);
  expect(result?.bins[0]).toMatchObject({ from: 0, to: 0.5, accuracy: 0.5, confidence: 0.4 });
  expect(result?.ece).toBeCloseTo((2 * 0.1 + 2 * 0.05) / 4, 12);
  expect(result?.mce).toBeCloseTo(0.1, 12);
});

test.each([2, 3, 7, 15, 49, 99, 100, 333, 1000])(
  "puts each decimal into the bin where exact arithmetic has it, of %d bins",
  (bins) => {
    const unit = 10_000;
    const predictions = Array.from({ length: unit + 1 }, (_, i) =>
      prediction(1, [1, 2, 3, 4, 5], { probabilities: [i / unit] }),
    );
    // i / unit is in (b / bins, (b + 1) / bins] where b * unit < i * bins <= (b + 1) * unit: integers.
    const expected = Array.from({ length: bins }, () => 0);
    for (let i = 0; i <= unit; i++) {
      let bin = 0;
      while (i * bins > (bin + 1) * unit) bin++;
      (expected[bin] as number)++;
    }
    expect(calibration(predictions, bins)?.bins.map(({ n }) => n)).toEqual(expected);
  },
);

test.each(reference.calibrations)(
  "gives NumPy's calibration error and log loss, $bins bins",
  ({ bins, ece, logLoss: loss, logLossOfScikitLearn, probabilities, labels }) => {
    const predictions = probabilities.map((row, i) => {
      const top = topK(row, 5, `${i}`);
      const label = labels[i] as number;
      return prediction(label, top, {
        probabilities: top.map((index) => row[index] as number),
        likelihood: Math.max(row[label] as number, 1e-15),
      });
    });
    expect(calibration(predictions, bins)?.ece).toBeCloseTo(ece, 12);
    expect(logLoss(predictions)).toBeCloseTo(loss, 12);
    // It makes the rows, rounded to six digits, add up to 1 first.
    expect(logLoss(predictions)).toBeCloseTo(logLossOfScikitLearn, 6);
  },
);

test("knows no calibration and no log loss where a probability is missing", () => {
  const { calibration, logLoss } = score([
    prediction(1, [1, 2, 3, 4, 5], { probabilities: [1, 0, 0, 0, 0], likelihood: 1 }),
    prediction(2, [1, 2, 3, 4, 5]),
  ]);
  expect([calibration, logLoss]).toEqual([undefined, undefined]);
});
