import { join } from "node:path";
import type { ImageTensor } from "@imagenet-v2/core";
import {
  changesInWords,
  comparePipelines,
  evaluate,
  type ImagePipeline,
  readPredictions,
} from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { oneHot, onePixel, pictures, readColour } from "./pictures.ts";

// Eighteen images, of as many classes.
const labels = Array.from({ length: 18 }, (_, i) => 40 * i);
const dataset = await pictures(labels);

const classIn = ({ data: [red = 0, green = 0] }: ImageTensor) =>
  Math.round(red / 8) * 32 + Math.round(green / 8);

/** Right but for some classes, which are taken for another; surer of each class than of the one before. */
function pipeline(name: string, wrong: Readonly<Record<number, number>>): ImagePipeline<"image"> {
  const classify = (image: ImageTensor) => {
    const label = classIn(image);
    const scores = oneHot(wrong[label] ?? label);
    return scores.map((score) => (score === 5 ? 5 + label / 100 : 0));
  };
  return { name, input: "image", classify };
}

const model = { name: "model", preprocessing: onePixel, predict: readColour };
const sixWrong = { 0: 1, 40: 1, 80: 1, 120: 1, 160: 1, 200: 1 };

test("counts the answers that another pipeline changes, and says whether it is a loss", async () => {
  const found = await comparePipelines(model, pipeline("canvas", sixWrong), dataset);
  expect(found.changed).toBe(6);
  // Six heads of six throws, or six tails: 2 / 2^6.
  expect(found.comparison).toMatchObject({
    names: ["model", "canvas"],
    ...{ n: 18, onlyFirst: 6, onlySecond: 0, verdict: "first" },
    p: expect.closeTo(0.03125, 12),
  });
  expect(changesInWords(found).slice(0, 2)).toEqual([
    "The answers of model and canvas differ on 6 of 18 images: 6 are right with model only, 0 with canvas only.",
    "model is better than canvas: p = 0.031.",
  ]);
});

test("counts changes from one wrong answer to another, which are neither loss nor gain", async () => {
  const [a, b] = [pipeline("a", { 0: 1, 40: 1, 80: 1 }), pipeline("b", { 0: 2, 40: 2, 120: 2 })];
  const { changed, comparison, mostChanged } = await comparePipelines(a, b, dataset);
  expect(changed).toBe(4);
  expect(comparison).toMatchObject({ onlyFirst: 1, onlySecond: 1, p: 1, verdict: "undecided" });
  const file = (label: number) => expect.stringMatching(`^${label}/`);
  expect(mostChanged.map(({ file_name }) => file_name)).toEqual([
    ...[file(120), file(80)],
    ...[expect.stringMatching(/^(0|40)\//), expect.stringMatching(/^(0|40)\//)],
  ]);
  expect(mostChanged[0]).toMatchObject({ label: 120, answers: [120, 2] });
  // Of 1000 logits, the best 6.2 and the others 0: e^6.2 of e^6.2 + 999, and then 1 of as much.
  const whole = Math.E ** 6.2 + 999;
  expect(mostChanged[0]?.change).toBeCloseTo((1 - Math.E ** 6.2) / whole, 6);
  expect(mostChanged[1]?.change).toBeGreaterThan(0);
});

test("lists ten images: those whose true class gains or loses most", async () => {
  const wrong = Object.fromEntries(labels.map((label) => [label, 1]));
  const found = await comparePipelines(model, pipeline("canvas", wrong), dataset);
  expect(found.changed).toBe(18);
  const most = found.mostChanged.map(({ change }) => Math.abs(change as number));
  expect(most).toHaveLength(10);
  expect(most).toEqual([...most].sort((a, b) => b - a));
});

test("lists images that only one has right first, where there are no probabilities", async () => {
  const answers = (name: string, of: (label: number) => number): ImagePipeline<"image"> => ({
    ...{ name, input: "image", classify: (image) => of(classIn(image)) },
  });
  const a = answers("a", (label) => (label < 600 ? 1 : label));
  const b = answers("b", () => 2);
  const found = await comparePipelines(a, b, dataset);
  expect(found.changed).toBe(18);
  const three = found.mostChanged.slice(0, 3).map(({ label }) => label);
  expect(three.sort()).toEqual([600, 640, 680]);
  expect(found.mostChanged.every(({ change }) => change === undefined)).toBe(true);
  expect(changesInWords(found).at(-1)).toMatch(/: 1 goldfish → 2 great white shark, and is \d+ /);
});

test("takes results in place of what is to be run, also from a file", async () => {
  const results = join(temporaryFolder(), "canvas.jsonl");
  await evaluate(pipeline("canvas", sixWrong), dataset, { results });
  const file = await readPredictions(results);
  const { predictions } = await evaluate(model, dataset);
  const ours = { name: "model", predictions };
  const theirs = { name: "canvas", ...file };
  const run = await comparePipelines(model, pipeline("canvas", sixWrong), dataset);
  expect(await comparePipelines(ours, theirs)).toEqual(run);
  expect(await comparePipelines(ours, pipeline("canvas", sixWrong), dataset)).toEqual(run);
});

test.each([
  [
    "two of one name",
    [model, { ...model }, dataset],
    'both are called "model"',
    "{ ...model, name }",
  ],
  ["functions", [() => 1, () => 2, dataset], "each must have a name", "classify"],
  ["nothing", [undefined, model, dataset], "each must have a name", "classify"],
  ["no dataset to run on", [model, pipeline("canvas", {})], "must be a Dataset", "load("],
  ["options that it does not know", [model, model, dataset, { k: 5 }], 'unknown option "k"', ""],
])("refuses %s", async (_, args, message, hint) => {
  const failed = comparePipelines(...(args as Parameters<typeof comparePipelines>));
  await expect(failed).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining(message),
    ...(hint && { hint: expect.stringContaining(hint) }),
  });
});

test("refuses results of other images", async () => {
  const { predictions } = await evaluate(model, dataset.take(5));
  const failed = comparePipelines({ name: "five", predictions }, model, dataset);
  await expect(failed).rejects.toMatchObject({ code: "DIFFERENT_IMAGES" });
});
