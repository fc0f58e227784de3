import { createExplorer, serveExplorer } from "@imagenet-v2/explorer";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, onTestFinished, test } from "vitest";
import { ask, askUntilMade, jsonOf } from "./ask.ts";
import { datasetWith, imageName, pictures } from "./picture-store.ts";

const dataset = await datasetWith(await pictures());
const dataDir = temporaryFolder();
const records = [...dataset.records()];
const all = records.map(({ file_name, label }) => ({
  file_name,
  label,
  top: [label, ...[1, 2, 3, 4, 5].filter((each) => each !== label)].slice(0, 5),
}));

test("gives what each model said of each image, in the order of the index", async () => {
  const [first, ...others] = all;
  const reversed = [...others].reverse();
  const served = await serveExplorer({
    dataset,
    predictions: [{ name: "m", predictions: reversed }],
    port: 0,
    dataDir,
  });
  onTestFinished(() => served.close());
  const { index, fileName } = jsonOf(await ask(served.port, "/documents/index.json"));
  expect(index).toHaveLength(6);
  const reply = await askUntilMade(served.port, "/documents/predictions.json");
  const { models, comparisons } = jsonOf(reply);
  const expected = fileName.map((name: string) =>
    name === first?.file_name ? [] : all.find(({ file_name }) => file_name === name)?.top,
  );
  expect(models[0]).toMatchObject({ name: "m", top: expected, top1: { accuracy: 1 } });
  expect(comparisons).toEqual([]);
});

test.each([
  [
    "are about other images",
    [{ ...all[0], file_name: imageName(0, 99) }],
    /none of its 1 predictions/,
  ],
  ["go by another label", [{ ...all[0], label: 7 }], /has label \d+, not 7/],
  ["name no class", [{ ...all[0], top: [] }], /names no class/],
])("refuses predictions that %s", (_, predictions, message) => {
  const options = { dataset, predictions: [{ name: "m", predictions }] } as never;
  expect(() => createExplorer(options)).toThrow(message);
});

test("gives no top-5 accuracy where a prediction names fewer than five classes", async () => {
  const [first, ...others] = all;
  const short = { ...(first as (typeof all)[number]), top: [first?.label as number] };
  const served = await serveExplorer({
    dataset,
    predictions: [
      { name: "labels", predictions: [short, ...others] },
      { name: "lists", predictions: all },
    ],
    port: 0,
    dataDir,
  });
  onTestFinished(() => served.close());
  const { models } = jsonOf(await askUntilMade(served.port, "/documents/predictions.json"));
  expect(models[0]).toMatchObject({ name: "labels", top1: { accuracy: 1 } });
  expect(models[0]).not.toHaveProperty("top5");
  expect(models[1]).toMatchObject({ name: "lists", top5: { accuracy: 1 } });
});

test("refuses two models that could not answer with the same classes", () => {
  const model = { name: "m", predictions: all };
  const other = { name: "n", predictions: all, classes: [0, 1, 2, 3, 4, 5] };
  expect(() => createExplorer({ dataset, predictions: [model, other] })).toThrow(
    "n: it was scored over other classes than m",
  );
  expect(() => createExplorer({ dataset, predictions: [other, other] })).not.toThrow();
});

test("compares each two of several models, on the images that both were shown", async () => {
  const wrong = all.map((each) => ({
    ...each,
    top: [...each.top.slice(1), each.top[0] as number],
  }));
  const served = await serveExplorer({
    dataset,
    predictions: [
      { name: "right", predictions: all },
      { name: "wrong", predictions: wrong },
      { name: "some", predictions: all.slice(0, 4) },
    ],
    port: 0,
    dataDir,
  });
  onTestFinished(() => served.close());
  const reply = await askUntilMade(served.port, "/documents/predictions.json");
  expect(jsonOf(reply).comparisons).toMatchObject([
    { first: 0, second: 1, images: 6, agreement: 0, onlyFirst: 6, onlySecond: 0 },
    { first: 0, second: 2, images: 4, agreement: 1, onlyFirst: 0, onlySecond: 0 },
    { first: 1, second: 2, images: 4, agreement: 0, onlyFirst: 0, onlySecond: 4 },
  ]);
  // Alone, 6 of 6 are p = 0.031 in an exact test; of three comparisons it is not enough.
  expect(jsonOf(reply).comparisons[0].words).toMatch(/cannot be told apart .*: p = 0\.094/);
});

test("takes eight models, and refuses nine", () => {
  const models = Array.from({ length: 9 }, (_, n) => ({ name: `m${n}`, predictions: all }));
  expect(() => createExplorer({ dataset, predictions: models.slice(0, 8) })).not.toThrow();
  expect(() => createExplorer({ dataset, predictions: models })).toThrow(/at most 8 models/);
});
