import { evaluate, type Model, probeMistakes, recountClasses } from "@imagenet-v2/evaluate";
import { expect, test } from "vitest";
import { oneHot, onePixel, pictures, readColour } from "./pictures.ts";

const labels = Array.from({ length: 40 }, (_, i) => (i * 251) % 1000);
const dataset = await pictures(labels);
const options = { preprocessing: onePixel };

/** Where each class stands among folders sorted as text. */
const places = new Map(
  [...Array(1000).keys()]
    .map(String)
    .sort()
    .map((name, i) => [Number(name), i]),
);

test.each([
  ["nothing", (label: number) => label, undefined],
  [
    "a background class that is forgotten",
    (label: number) => label + 1,
    "each output standing for the class before",
  ],
  [
    "a background class that is removed twice",
    (label: number) => label - 1,
    "each output standing for the class after",
  ],
  [
    "classes learned from folders sorted as text",
    (label: number) => places.get(label) as number,
    "the outputs in the order of folders sorted as text",
  ],
])("finds %s from predictions alone", async (_, output, instead) => {
  const predict = (batch: Parameters<typeof readColour>[0]) =>
    readColour(batch).map((row) => oneHot(output(row.indexOf(5))));
  const { predictions, scores } = await evaluate(predict, dataset, options);
  const [first, ...others] = recountClasses(predictions);
  expect(others.some(({ likely }) => likely)).toBe(false);
  expect(first?.likely).toBe(instead !== undefined);
  if (instead === undefined) expect(scores.top1.correct).toBe(40);
  else expect(first).toMatchObject({ instead });
});

test("finds exchanged channels by running the model again", async () => {
  const model: Model = {
    name: "reader",
    preprocessing: { ...onePixel, channels: "bgr" },
    predict: readColour,
  };
  const { asDone, tried } = await probeMistakes(model, dataset, { images: 20 });
  expect(asDone.n).toBe(20);
  expect(tried[0]).toMatchObject({
    kind: "channels",
    likely: true,
    instead: "channels in the order RGB",
    top1: { correct: 20 },
  });
});
