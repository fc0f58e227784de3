// Classes of a user's own: what the page is told of them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classFolders } from "@imagenet-v2/core";
import { exportExplorer, serveExplorer } from "@imagenet-v2/explorer";
import { temporaryFolder, tinyJpeg, tinyPng } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
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
    order: "path",
    provenance: "custom",
  });
  expect(await told("classes")).toEqual([
    {
      index: 0,
      wnid: "n01440764",
      name: "tench",
      lemmas: ["tench", "Tinca tinca"],
      clipName: "tench",
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
  const original = await ask(served.port, "/images/1.jpeg");
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
  const { models, comparison } = JSON.parse(
    script.slice(script.indexOf("{"), script.lastIndexOf("}") + 1),
  );
  expect(models.map((each: { top1: { accuracy: number } }) => each.top1.accuracy)).toEqual([
    1,
    2 / 3,
  ]);
  expect(comparison).toMatchObject({ onlyFirst: 1, onlySecond: 0 });
});
