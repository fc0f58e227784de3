// Classes of a user's own: what the page is told of them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { classFolders, classes as imageNet } from "@imagenet-v2/core";
import { evaluate } from "@imagenet-v2/evaluate";
import {
  createExplorer,
  type ExploredOptions,
  exportExplorer,
  serveExplorer,
} from "@imagenet-v2/explorer";
import { temporaryFolder, tinyJpeg, tinyPng } from "@imagenet-v2/fixtures";
import { type Dataset, load } from "@imagenet-v2/loader";
import { expect, onTestFinished, test } from "vitest";
import { ask, askUntilMade, jsonOf } from "./ask.ts";

const dataDir = temporaryFolder();
const { png } = await tinyPng({ width: 20, height: 10 });
const jpeg = await tinyJpeg();

/** `cat/1.jpeg`, `dog/2.png` and `n01440764/3.jpeg`, as labels 2, 1 and 0. */
async function pets() {
  const archive = temporaryFolder();
  const files = { "cat/1.jpeg": jpeg, "dog/2.png": png, "tench/3.jpeg": jpeg };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(archive, name.split("/")[0] as string));
    writeFileSync(join(archive, name), bytes);
  }
  const spec = classFolders(["n01440764", "dog", "cat"]);
  const dataset = await load(spec, { archive, split: "test", dataDir });
  onTestFinished(() => dataset.close());
  return dataset;
}

test("labels, names and sizes are those of its own classes and files", async () => {
  const served = await serveExplorer({ dataset: await pets(), port: 0, dataDir });
  onTestFinished(() => served.close());
  const told = async (name: string) =>
    jsonOf(await askUntilMade(served.port, `/documents/${name}.json`));
  expect(await told("index")).toMatchObject({
    fileName: ["cat/1.jpeg", "dog/2.png", "tench/3.jpeg"],
    label: [2, 1, 0],
    inTfds: false,
    provenance: "custom",
  });
  expect(await told("classes")).toEqual([
    {
      index: 0,
      wnid: "n01440764",
      name: "tench",
      lemmas: ["tench", "Tinca tinca"],
      clipName: "tench",
      kind: "fish",
    },
    { index: 1, name: "dog" },
    { index: 2, name: "cat" },
  ]);
  expect(await told("sizes")).toEqual({
    width: [16, 20, 16],
    height: [12, 10, 12],
    components: [3, 3, 3],
    damaged: [],
  });
  const { brightness, damaged } = await told("measures");
  expect(brightness).toEqual(Array(3).fill(expect.any(Number)));
  expect(damaged).toEqual([]);
  const original = await ask(served.port, "/images/1.png");
  expect(original.headers["content-type"]).toBe("image/png");
  expect(original.body).toEqual(png);
});

test("its predictions are judged and compared by its own labels", async () => {
  const dataset = await pets();
  const of = (name: string, tops: readonly number[]) => ({
    name,
    dataset: { name: "custom", classes: dataset.info.classes },
    predictions: Array.from(dataset.records(), ({ file_name, label }, i) => ({
      ...{ file_name, label },
      top: [tops[i] as number, ...[0, 1, 2, 3, 4].filter((each) => each !== tops[i])],
    })),
  });
  const predictions = [of("a", [2, 1, 0]), of("b", [2, 1, 1])];
  const site = join(temporaryFolder(), "site");
  await exportExplorer(site, { dataset, dataDir, predictions });
  expect(readdirSync(join(site, "thumbnails"))).toHaveLength(3);
  const script = readFileSync(join(site, "documents/predictions.js"), "utf8");
  const { models, comparisons } = JSON.parse(
    script.slice(script.indexOf("{"), script.lastIndexOf("}") + 1),
  );
  expect(models.map((each: { top1: { accuracy: number } }) => each.top1.accuracy)).toEqual([
    1,
    2 / 3,
  ]);
  expect(comparisons[0]).toMatchObject({ onlyFirst: 1, onlySecond: 0 });
});

/** Class folders, with a picture under each name. */
async function folders(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const archive = join(temporaryFolder(), "own");
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(archive, name, ".."), { recursive: true });
    writeFileSync(join(archive, name), bytes);
  }
  return archive;
}

async function opened(archive: string, list?: readonly (string | number)[]): Promise<Dataset> {
  const dataset = await load(classFolders(list), { archive, split: "test", dataDir });
  onTestFinished(() => dataset.close());
  return dataset;
}

async function served(options: ExploredOptions): Promise<number> {
  const { port, close } = await serveExplorer({ ...options, port: 0, dataDir });
  onTestFinished(close);
  return port;
}

test("a PNG is served as one, under its own ending alone, and is measured", async () => {
  const archive = await folders({ "a/1.jpg": jpeg, "a/2.PNG": png, "b/3.jpeg": png });
  const port = await served({ dataset: await opened(archive) });
  for (const [path, type, bytes] of [
    ["/images/0.jpg", "image/jpeg", jpeg],
    ["/images/1.png", "image/png", png],
    // By content, whatever it is called.
    ["/images/2.jpeg", "image/png", png],
  ] as const) {
    const { status, headers, body } = await ask(port, path);
    expect([status, headers["content-type"]]).toEqual([200, type]);
    expect(body.equals(bytes)).toBe(true);
  }
  for (const path of ["/images/1.jpeg", "/images/0.png", "/thumbnails/1.png"]) {
    expect((await ask(port, path)).status).toBe(404);
  }
  expect((await ask(port, "/thumbnails/1.jpeg")).headers["content-type"]).toBe("image/jpeg");
  expect(jsonOf(await askUntilMade(port, "/documents/sizes.json"))).toEqual({
    width: [16, 20, 20],
    height: [12, 10, 10],
    components: [3, 3, 3],
    damaged: [],
  });
  const measures = jsonOf(await askUntilMade(port, "/documents/measures.json"));
  expect(measures.damaged).toEqual([]);
  expect(measures.brightness.every((value: unknown) => typeof value === "number")).toBe(true);
});

test("an export carries its classes, and originals under their own endings", async () => {
  const archive = await folders({ "cat/1.jpg": jpeg, "dog/2.png": png });
  const site = join(temporaryFolder(), "site");
  await exportExplorer(site, { dataset: await opened(archive), dataDir, originals: true });
  expect((await readdir(join(site, "images"))).sort()).toEqual(["0.jpg", "1.png"]);
  expect((await readFile(join(site, "images", "1.png"))).equals(png)).toBe(true);
  const classes = await readFile(join(site, "documents", "classes.js"), "utf8");
  expect(classes).toContain('[{"index":0,"name":"cat"},{"index":1,"name":"dog"}]');
});

test("shows what a model of 1000 outputs said, by the labels of 200 classes", async () => {
  const wnids = Array.from({ length: 200 }, (_, i) => imageNet[5 * i]?.wnid as string);
  const dataset = await opened(
    await folders({ [`${wnids[7]}/a.jpeg`]: jpeg, [`${wnids[100]}/b.jpeg`]: jpeg }),
    wnids,
  );
  // The likeliest of ImageNet's is 36, none of the 200; then 35, the seventh of them.
  const model = () => [
    Float32Array.from({ length: 1000 }, (_, index) => (index === 36 ? 9 : -Math.abs(index - 35))),
  ];
  const { predictions, run } = await evaluate(model, dataset, {
    batchSize: 1,
    preprocessing: "imagenet",
  });
  const said = { name: "m", predictions, dataset: run.dataset };
  const port = await served({ dataset, predictions: [said] });
  const { models } = jsonOf(await askUntilMade(port, "/documents/predictions.json"));
  expect(models[0].top.map(([first]: number[]) => first)).toEqual([7, 7]);
  expect(models[0].top1.accuracy).toBe(0.5);

  // Without what its labels stand for, they are ImageNet's.
  expect(() => createExplorer({ dataset, predictions: [{ name: "m", predictions }] })).toThrow(
    "m: its labels stand for other classes than the dataset's",
  );
});

test.each([
  ["by name", ["cat", "dog"], ["dog/1.png", "cat/2.png"], ["cat", "dog"]],
  ["by folder", undefined, ["dog/1.png", "cat/2.png"], undefined],
  // Folders named by ImageNet's numbers: 1 is not the second of the list.
  ["by number", [5, 1, 0], ["0/a.png", "1/b.png", "5/c.png"], [5, 1, 0]],
] as const)("tells what opens the data again, classes %s", async (_, list, names, expected) => {
  const archive = await folders(Object.fromEntries(names.map((name) => [name, png])));
  const port = await served({ dataset: await opened(archive, list) });
  const { opening } = jsonOf(await ask(port, "/documents/index.json"));
  expect(opening).toEqual({
    list: expected,
    ...{ split: "test", archive, whole: true, partial: false },
  });
});
