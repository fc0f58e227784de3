import {
  evaluate,
  type Model,
  probedInWords,
  probeMistakes,
  probePreprocessing,
  recountClasses,
} from "@imagenet-v2/evaluate";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";
import { encodeJpeg } from "@imagenet-v2/view";
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

/** Takes for granted that bytes were scaled to [-1, 1], by mean and std 0.5. */
const halfModel: Model = {
  name: "half",
  preprocessing: { resize: [1, 1], mean: [0, 0, 0], std: [1, 1, 1] },
  predict: (batch) => {
    const { data, shape } = batch.image;
    // One pixel: channels first are channels last.
    const bytes = Uint8Array.from(data, (value) => Math.round((value * 0.5 + 0.5) * 255));
    return readColour({ ...batch, image: { data: bytes, shape, dtype: "uint8" } });
  },
};

test("a probe proposes what the model wants, with counts, whatever it was given", async () => {
  const found = await probePreprocessing(halfModel, dataset, { images: 30 });
  const [best, next] = found.colours;
  expect(best).toMatchObject({ name: "mean and std 0.5, to [-1, 1]", p: undefined });
  expect(best?.top1).toMatchObject({ correct: 30, n: 30 });
  expect(next?.p).toBeLessThan(0.001);
  expect(found.proposed).toMatchObject({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  const lines = probedInWords(found);
  expect(lines).toContain("  30 of 30 right  mean and std 0.5, to [-1, 1]");
  expect(lines.at(-1)).toMatch(/^Proposed: \{/);
});

test("a probe that cannot tell says so, and proposes nothing", async () => {
  const blind: Model = { ...halfModel, predict: ({ label }) => Array.from(label, () => oneHot(0)) };
  const found = await probePreprocessing(blind, dataset);
  expect(found.proposed).toBeUndefined();
  expect(found.colours[0]?.top1.n).toBe(40);
  expect(probedInWords(found).at(-1)).toMatch(/^Unclear: /);
});

/** A picture four times as wide as high, in the colour of its class: all of it, or its middle. */
async function wide(label: number, isWhole: boolean): Promise<Uint8Array> {
  const [width, height] = [128, 32];
  const colour = [Math.floor(label / 32) * 8, (label % 32) * 8, 100];
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const column = Math.floor(i / 3) % width;
    return isWhole || (column >= 32 && column < 96) ? (colour[i % 3] as number) : 0;
  });
  return encodeJpeg({ data, shape: [height, width, 3], dtype: "uint8" });
}

test("a probe of a model that was given squeezed images proposes the usual crop", async () => {
  const images: Record<string, Uint8Array> = {};
  for (const [i, label] of labels.entries()) {
    images[`${label}/${label}.jpeg`] = await wide(label, i % 2 === 0);
  }
  const model: Model = {
    name: "corner",
    preprocessing: { resize: [8, 8], dtype: "uint8", layout: "nhwc" },
    // The colour of the first pixel, which the middle has where the image was cropped.
    predict: ({ image: { data }, ...batch }) => {
      const { length } = batch.label;
      const first = Array.from({ length }, (_, i) => [...data.subarray(192 * i, 192 * i + 3)]);
      const image = { data: Uint8Array.from(first.flat()), shape: [length, 1, 1, 3] } as const;
      return readColour({ ...batch, image: { ...image, dtype: "uint8" } });
    },
  };
  const wideOnes = datasetOf(await MemoryStore.of(images, { name: "wide" }));
  const { crops, proposed } = await probePreprocessing(model, wideOnes);
  expect(crops[0]).toMatchObject({
    name: "short side cropped to 87.5 %, bilinear",
    top1: { correct: 40 },
  });
  expect(crops.find(({ name }) => name === "as above")?.top1.correct).toBeLessThan(23);
  expect(proposed).toMatchObject({ resize: 9, crop: 8 });
});
