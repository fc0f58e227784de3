// Models whose outputs have labels, in any order and number.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes as imageNet } from "@imagenet-v2/core";
import { evaluate, mistakesInWords, onnxModel, recountClasses } from "@imagenet-v2/evaluate";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import type { TensorBatch } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { labelsSeen, ownDataset } from "./own-dataset.ts";
import { onePixel } from "./pictures.ts";

const synset = (index: number) => imageNet[index]?.lemmas.join(", ") as string;
const wnids = imageNet.map(({ wnid }) => wnid);
const texts = imageNet.map(({ index }) => synset(index));

/** ImageNet's thousand, with images of the first twelve. */
const seen = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const dataset = await ownDataset(imageNet, seen);

/** A model that sees the label, and gives the output with this label the highest score. */
function labelled(labels: readonly string[], outputOf: (label: number) => number) {
  return {
    name: "labelled",
    preprocessing: onePixel,
    labels,
    predict: ({ image, label }: TensorBatch) =>
      labelsSeen(image, label.length).map((each) => {
        const scores = new Float32Array(labels.length);
        scores[outputOf(each)] = 5;
        return scores;
      }),
  };
}

const right = async (model: ReturnType<typeof labelled>) =>
  (await evaluate(model, dataset)).scores.top1.correct;

describe("outputs with labels", () => {
  const reversed = (labels: readonly string[]) => [...labels].reverse();

  test.each([
    ["WordNet ids", wnids],
    ["WordNet ids with names behind them", imageNet.map(({ wnid, name }) => `${wnid} ${name}`)],
    ["Keras's names", imageNet.map(({ wnid, name }) => `${wnid}_${name.replaceAll(" ", "_")}`)],
  ])("in any order are mapped by %s", async (_, labels) => {
    expect(await right(labelled(reversed(labels), (label) => 999 - label))).toBe(12);
  });

  test("in the usual order are taken so, though two classes are called crane", async () => {
    for (const labels of [texts, imageNet.map(({ name }) => name)]) {
      const { scores, run } = await evaluate(
        labelled(labels, (label) => label),
        dataset,
      );
      expect(scores.top1.correct).toBe(12);
      expect(run.model.settings).toBeUndefined();
    }
  });

  test("with a background class in any place", async () => {
    const first = ["background", ...texts];
    expect(await right(labelled(first, (label) => label + 1))).toBe(12);
    const last = [...wnids, "background"];
    const { scores, predictions } = await evaluate(
      labelled(last, (label) => label),
      dataset,
    );
    expect(scores.top1.correct).toBe(12);
    // Its share stays in the sum, as with the usual 1001.
    expect(predictions[0]?.probabilities?.[0]).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 1000), 6);
  });

  test("for an output that is no class, whatever it is called", async () => {
    for (const nothing of ["background", "dummy"]) {
      const { predictions } = await evaluate(
        labelled([nothing, ...texts], (label) => label + 1),
        dataset,
      );
      // As of 1001 without labels.
      expect(predictions[0]?.probabilities?.[0]).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 1000), 6);
    }
  });

  test("in another order are refused where names are ambiguous, with the labels", async () => {
    await expect(right(labelled(reversed(texts), (label) => 999 - label))).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "labels",
      message: expect.stringMatching(
        /ambiguous: class 134 \(n02012849 crane\) may be output 482 "crane" or 865 "crane", class 517/,
      ),
    });
  });

  test("ambiguous ones that do not count are no obstacle", async () => {
    const model = labelled(reversed(texts), (label) => 999 - label);
    const { scores } = await evaluate(model, dataset, { classes: seen });
    expect(scores.top1.correct).toBe(12);
  });

  test("of another thousand classes are refused", async () => {
    const places = Array.from({ length: 1000 }, (_, i) => `place ${i} of 365`);
    await expect(right(labelled(places, (label) => label))).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "labels",
      message: expect.stringContaining("stands for class 0 (n01440764 tench)"),
    });
  });

  test("are refused before an image is read, where a class has none", async () => {
    let asked = 0;
    const without = wnids.map((wnid, i) => (i === 850 ? "n99999999" : wnid)).reverse();
    const predict = () => {
      asked++;
      return [];
    };
    const model = { ...labelled(without, (label) => label), predict };
    await expect(evaluate(model, dataset)).rejects.toMatchObject({
      message: expect.stringContaining("stands for class 850 (n04399382 teddy)"),
      hint: expect.stringContaining("`classes`"),
    });
    expect(asked).toBe(0);
  });

  test("of another number than the outputs are refused", async () => {
    const model = { ...labelled(wnids, (label) => label), labels: [...wnids, "n00000001"] };
    await expect(evaluate(model, dataset)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      message: expect.stringContaining("1001 are needed, one for each of the model's labels"),
    });
  });

  test("of a user's own classes", async () => {
    const pets = ["ant", "bee", "cow", "dog", "elk"];
    const own = await ownDataset(
      pets.map((name) => ({ name })),
      [0, 1, 2, 3, 4],
    );
    const model = labelled(["Elk", "dog", "cow", "bee", "ant"], (label) => 4 - label);
    expect((await evaluate(model, own)).scores.top1.correct).toBe(5);
  });
});

describe("families of 21 thousand", () => {
  /** Ids of classes that ImageNet's thousand do not have, before and between them. */
  const family = (count: number) => {
    const others = Array.from(
      { length: count - 1000 },
      (_, i) => `n2${String(i).padStart(7, "0")}`,
    );
    return [...others.slice(0, 5000), ...wnids, ...others.slice(5000)];
  };

  test.each([11_221, 11_821, 21_841, 21_843])("%d are mapped by their labels", async (count) => {
    const model = labelled(family(count), (label) => 5000 + label);
    const { scores, predictions, run } = await evaluate(model, dataset);
    expect(scores.top1.correct).toBe(12);
    expect(run.outputs).toBe(`${count} logits`);
    // Over the thousand that count.
    expect(predictions[0]?.probabilities?.[0]).toBeCloseTo(Math.E ** 5 / (Math.E ** 5 + 999), 6);
  });

  test.each([11_221, 11_821, 21_841, 21_843])("%d without labels are refused", async (count) => {
    const { labels: _, ...model } = labelled(family(count), (label) => label);
    await expect(evaluate(model, dataset)).rejects.toMatchObject({
      code: "MODEL_OUTPUT",
      hint: expect.stringContaining("`labels`"),
    });
  });

  test("21,842 begin with the thousand", async () => {
    const { labels: _, ...model } = labelled(family(21_842), (label) => label);
    const { scores } = await evaluate(model, dataset);
    expect(scores.top1.correct).toBe(12);
  });
});

describe("labels that are not those of the outputs", () => {
  const wrong = labelled([...wnids].reverse(), (label) => label);

  test("are found by the recount", async () => {
    const { predictions, scores, inUsualOrder } = await evaluate(wrong, dataset);
    expect(scores.top1.correct).toBe(0);
    const tried = recountClasses(predictions, 1000, inUsualOrder);
    expect(tried[0]).toMatchObject({ kind: "classes-in-order", likely: true });
    expect(mistakesInWords({ asDone: scores.top1, tried })).toEqual([
      "With the outputs in the usual order, whatever their labels, 12 of 12 images are right instead of 0.",
    ]);
  });

  test("make another run than others", async () => {
    const results = join(temporaryFolder(), "r.jsonl");
    await evaluate(wrong, dataset, { results });
    const { labels: _, ...without } = wrong;
    await expect(evaluate(without, dataset, { results })).rejects.toMatchObject({
      code: "UNMERGEABLE",
    });
  });
});

describe("a model's config.json", () => {
  const folder = (config: object) => {
    const path = temporaryFolder();
    mkdirSync(join(path, "onnx"));
    writeFileSync(join(path, "onnx/model.onnx"), onnxFile({ classes: 1000 }));
    writeFileSync(join(path, "config.json"), JSON.stringify(config));
    return path;
  };
  const imagenet = { preprocessing: "imagenet" } as const;

  test.each([
    ["id2label", { id2label: Object.fromEntries([...texts.entries()].reverse()) }, texts],
    ["label_names", { label_names: wnids }, wnids],
    [
      "LABEL_n",
      { id2label: Object.fromEntries(texts.map((_, i) => [i, `LABEL_${i}`])) },
      undefined,
    ],
  ])("%s", async (_, config, labels) => {
    const model = await onnxModel(folder(config), imagenet);
    await model.close();
    expect(model.labels).toEqual(labels);
  });

  test("that leaves an output out is refused", async () => {
    await expect(
      onnxModel(folder({ id2label: { 0: "tench", 2: "goldfish" } }), imagenet),
    ).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("id2label has 2 labels, and none for output 1"),
    });
  });

  test("does not count where labels are given", async () => {
    const model = await onnxModel(folder({ id2label: { 2: "tench" } }), {
      ...imagenet,
      labels: wnids,
    });
    await model.close();
    expect(model.labels).toEqual(wnids);
  });
});
