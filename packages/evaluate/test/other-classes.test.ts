// Datasets of other classes than ImageNet's 1000, and models of as many or of ImageNet's.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes as imageNet } from "@imagenet-v2/core";
import {
  compare,
  evaluate,
  htmlReport,
  markdownReport,
  merge,
  onnxModel,
  readPredictions,
  report,
  score,
  textReport,
} from "@imagenet-v2/evaluate";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";
import { labelsSeen, ownDataset } from "./own-dataset.ts";
import { oneHot, onePixel } from "./pictures.ts";

const options = { preprocessing: onePixel, batchSize: 4 } as const;
const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];
const ten = names.map((name) => ({ name }));
const labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 7];
const dataset = await ownDataset(ten, labels);

/** Sees the label, and gives it the highest of so many scores, at the place that `place` tells. */
const sees =
  (count: number, place: (label: number) => number = (label) => label) =>
  ({ image, label }: TensorBatch) =>
    labelsSeen(image, label.length).map((seen) => oneHot(place(seen), count));

/** Every fifth of ImageNet's classes, the last first. */
const twoHundred = Array.from({ length: 200 }, (_, i) => {
  const { wnid, name } = imageNet[999 - 5 * i] as (typeof imageNet)[number];
  return { wnid, name };
});
const rendered = await ownDataset(twoHundred, labels);
/** Label i is ImageNet's class 999 - 5 i. */
const inImageNet = (label: number) => 999 - 5 * label;

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

const jsonl = (...values: unknown[]) =>
  file("p.jsonl", values.map((value) => JSON.stringify(value)).join("\n"));

describe("ten classes", () => {
  test("are scored with a model of ten outputs", async () => {
    const { scores, predictions, run } = await evaluate(sees(10), dataset, options);
    expect(scores.top1).toMatchObject({ correct: 12, n: 12 });
    expect(predictions[9]).toMatchObject({ label: 9, top: [9, 0, 1, 2, 3] });
    expect(run).toMatchObject({
      variant: null,
      dataset: { name: "custom", classes: ten },
      classes: null,
      outputs: "10 logits",
    });
    // e to the 5 of ten logits, the others 0.
    expect(predictions[0]?.likelihood).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 9), 6);
  });

  test("are scored with an ONNX model of ten outputs", async () => {
    const path = file("m.onnx", onnxFile({ classes: 10 }));
    const model = await onnxModel(path, {
      preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
    });
    const { predictions, run } = await evaluate(model, dataset);
    await model.close();
    expect(run.outputs).toBe("10 logits");
    // The model answers with the tenths of the red, which is 20 of 255 for each label.
    const answers = labels.map((label) => Math.round((10 * 20 * label) / 255));
    expect(predictions.map(({ top }) => top[0])).toEqual(answers);
  });

  test.each([
    [11, "11 scores for an image: 10 are needed, one for each class of the dataset."],
    [9, "9 scores for an image: 10 are needed"],
    [1000, "1000 scores for an image: 10 are needed"],
    [1001, "1001 scores for an image: 10 are needed"],
  ])("are not scored with a model of %d", async (count, message) => {
    const mixed = await ownDataset([{ name: "0" }, ...ten.slice(1)], labels);
    await expect(evaluate(sees(count), mixed, options)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      message: expect.stringContaining(message),
      hint: "A model of ImageNet's 1000 classes would do if each class were one of these, and class 0 (0) has neither a WordNet id nor a name.",
    });
  });

  test("may be restricted to some of them, by label and by name", async () => {
    const classes = [1, "dog", "hen", 4, "JAY"];
    const { scores, run, predictions } = await evaluate(sees(10), dataset, { ...options, classes });
    expect(run.classes).toEqual([1, 3, 4, 7, 9]);
    expect(scores.n).toBe(7);
    expect(predictions[0]?.top).toEqual([1, 3, 4, 7, 9]);
    await expect(
      evaluate(sees(10), dataset, { ...options, classes: ["n01440764", 1, 2, 3, 4] }),
    ).rejects.toMatchObject({
      code: "UNKNOWN_CLASS",
      message: 'The dataset has no class "n01440764".',
    });
    expect(score(predictions, { classes: ["dog"], dataset: run.dataset }).n).toBe(2);
  });

  test("are called by their names in reports, and placed nowhere", async () => {
    const wrong = sees(10, (label) => (label === 3 ? 7 : label));
    const { predictions, run } = await evaluate(wrong, dataset, options);
    const made = report({ name: "m", predictions, run, provenance: "custom" });
    expect(made.place).toBeUndefined();
    for (const text of [textReport(made), markdownReport(made), await htmlReport(made)]) {
      expect(text).toContain("3 dog");
      expect(text).toContain("7 hen");
      expect(text).toContain("over all 10 classes");
      expect(text).toContain("CUSTOM");
      expect(text).not.toContain("tench");
    }
  });
});

test("fewer than five classes are refused, as the five likeliest are wanted", async () => {
  const two = await ownDataset([{ name: "cat" }, { name: "dog" }], [0, 1]);
  await expect(evaluate(sees(2), two, options)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: "The dataset has 2 classes, and the five likeliest are wanted.",
  });
});

describe("200 classes of ImageNet's", () => {
  test.each([
    [200, (label: number) => label],
    [1000, inImageNet],
    [1001, (label: number) => inImageNet(label) + 1],
  ])("are scored with a model of %d outputs", async (count, place) => {
    const { scores, predictions, run } = await evaluate(sees(count, place), rendered, options);
    expect(scores.top1).toMatchObject({ correct: 12, n: 12 });
    expect(predictions[3]).toMatchObject({ label: 3, top: [3, 0, 1, 2, 4] });
    expect(run.outputs).toBe(`${count} logits`);
  });

  test("are the only ones that a model of 1000 may answer with", async () => {
    const predict = ({ image, label }: TensorBatch) =>
      labelsSeen(image, label.length).map((seen) =>
        // 998 is none of them, and liked best.
        oneHot(inImageNet(seen)).map((likes, i) => (i === 998 ? 9 : likes)),
      );
    const { scores, predictions } = await evaluate(predict, rendered, options);
    expect(scores.top1.correct).toBe(12);
    // Over 200 logits, of which one is 5.
    expect(predictions[0]?.likelihood).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 199), 6);
  });

  test("every report says over how many of how many", async () => {
    const { predictions, run } = await evaluate(sees(1000, inImageNet), rendered, options);
    const made = report({ name: "m", predictions, run, provenance: "custom" });
    for (const text of [textReport(made), markdownReport(made), await htmlReport(made)]) {
      expect(text).toContain("over 200 of the model");
      expect(text).toMatch(/over 200 of the model(&#39;|')s 1000 classes/);
    }
  });

  test("of which two are one of ImageNet's are not scored with a model of 1000", async () => {
    const twins = [...twoHundred.slice(0, 9), { name: "toilet paper" }];
    const doubled = await ownDataset(twins, labels);
    await expect(evaluate(sees(1000, inImageNet), doubled, options)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      hint: expect.stringContaining("are both ImageNet's class 999"),
    });
  });

  test("of which one has two meanings are not scored with a model of 1000", async () => {
    const unclear = await ownDataset([...twoHundred.slice(0, 9), { name: "crane" }], labels);
    await expect(evaluate(sees(1000, inImageNet), unclear, options)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      hint: expect.stringContaining('Several classes are called "crane"'),
    });
  });
});

test("a part of ImageNet's validation set is called a part of it", async () => {
  const some = await ownDataset(imageNet, labels, "imagenet2012");
  const { predictions, run } = await evaluate(
    sees(1001, (label) => label + 1),
    some,
    options,
  );
  expect(run.dataset).toEqual({ name: "imagenet2012" });
  const made = report({ name: "m", predictions, run, provenance: "partial" });
  expect(made.images).toBe("12 images of imagenet2012");
  expect(made.warning).toBe(
    "PARTIAL: 12 of the 50,000 images of imagenet2012. This is not the accuracy on imagenet2012.",
  );
  expect(made.place).toBeUndefined();
});

test("ImageNet's 1000 classes in another order are refused, as scores may be in either", async () => {
  const reversed = await ownDataset([...imageNet].reverse(), labels);
  await expect(evaluate(sees(1000), reversed, options)).rejects.toMatchObject({
    code: "MODEL_OUTPUT",
    message: expect.stringContaining("in the dataset's order of classes, or in ImageNet's"),
    hint: "List the classes in ImageNet's order, that of their WordNet ids.",
  });
});

describe("results", () => {
  const results = () => join(temporaryFolder(), "r.jsonl");

  test("go on, are read and compared without the dataset", async () => {
    const [first, second] = [results(), results()];
    const { predictions } = await evaluate(sees(10), dataset, { ...options, results: first });
    const again = await evaluate(sees(10), dataset, { ...options, results: first });
    expect(again.resumedFrom).toBe(12);
    const wrong = sees(10, (label) => (label === 3 ? 7 : label));
    await evaluate(wrong, dataset, { ...options, results: second, name: "wrong" });
    const [a, b] = [await readPredictions(first), await readPredictions(second)];
    expect(a.predictions).toEqual(predictions);
    expect(a.dataset).toEqual({ name: "custom", classes: ten });
    expect(compare({ name: "a", ...a }, { name: "b", ...b })).toMatchObject({
      onlyFirst: 2,
      onlySecond: 0,
    });
  });

  test("of a dataset with other classes are neither merged, nor gone on with, nor compared", async () => {
    const other = await ownDataset(
      ten.map((each, i) => (i === 0 ? { name: "ant", wnid: "n02219486" } : each)),
      labels,
    );
    const folder = temporaryFolder();
    const half = (of: typeof dataset, index: number) =>
      evaluate(sees(10), of, {
        ...options,
        batchSize: 6,
        results: join(folder, `${index}.jsonl`),
        shard: { index, count: 2 },
      });
    await half(dataset, 0);
    await half(other, 1);
    const paths = [0, 1].map((index) => join(folder, `${index}.jsonl`));
    await expect(merge(paths)).rejects.toMatchObject({
      code: "UNMERGEABLE",
      message: expect.stringContaining("dataset differ"),
    });
    await expect(half(other, 0)).rejects.toMatchObject({ code: "UNMERGEABLE" });
    const [a, b] = [
      await evaluate(sees(10), dataset, options),
      await evaluate(sees(10), other, options),
    ];
    const named = (name: string, { predictions, run }: typeof a) => ({
      name,
      predictions,
      dataset: run.dataset,
    });
    expect(() => compare(named("a", a), named("b", b))).toThrow(
      expect.objectContaining({
        code: "DIFFERENT_IMAGES",
        message: "The labels of a and those of b stand for different classes.",
      }),
    );
    await expect(
      readPredictions(paths[0] as string, { info: other.info, partial: true }),
    ).rejects.toMatchObject({ code: "INVALID_PREDICTIONS" });
  });
});

describe("predictions from elsewhere", () => {
  const images = () => ({ images: dataset.records(), info: dataset.info });
  const names = Array.from(dataset.records(), ({ file_name }) => file_name);

  test("are read as JSON lines, CSV and npy", async () => {
    const scores = labels.map((label) => oneHot(label, 10));
    const tops = labels.map((label) => [label, ...[0, 1, 2, 3, 4].filter((i) => i !== label)]);
    const paths = [
      jsonl(...names.map((file_name, i) => ({ file_name, scores: scores[i] }))),
      jsonl(...names.map((file_name, i) => ({ file_name, top: tops[i]?.slice(0, 5) }))),
      file(
        "p.csv",
        names.map((name, i) => [name, ...(tops[i] ?? []).slice(0, 5)].join()).join("\n"),
      ),
      file("p.npy", npy(scores, "<f4")),
    ];
    for (const path of paths) {
      const { predictions } = await readPredictions(path, images());
      expect(predictions.map(({ top }) => top[0])).toEqual(labels);
    }
  });

  test("of a model of 1000 are read over 200", async () => {
    const path = jsonl(
      ...Array.from(rendered.records(), ({ file_name, label }) => ({
        file_name,
        scores: oneHot(inImageNet(label)),
      })),
    );
    const read = { images: rendered.records(), info: rendered.info };
    const { predictions } = await readPredictions(path, read);
    expect(predictions.map(({ top }) => top[0])).toEqual(labels);
  });

  test.each([
    ["a class that there is not", { top: [10, 1, 2, 3, 4] }, "10 is no class"],
    ["scores for others", { scores: oneHot(0, 11) }, "11 scores are given: 10 are needed"],
    ["a label that there is not", { top: [0, 1, 2, 3, 4], label: 10 }, "a class from 0 to 9"],
  ])("with %s are refused", async (_, row, message) => {
    const path = jsonl({ file_name: names[0], ...row });
    await expect(readPredictions(path, images())).rejects.toMatchObject({
      code: "INVALID_PREDICTIONS",
      message: expect.stringContaining(message),
    });
  });
});
