import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { classFolders, load } from "imagenet-v2";
import { evaluate } from "imagenet-v2/evaluate";
import { expect, onTestFinished, test, vi } from "vitest";
import { lightnessModel, preprocessing } from "../lightness-model.ts";
import { wnids, writeRenditions } from "../renditions.ts";
import { commandLine } from "./imagenet-v2.ts";

const folder = temporaryFolder();
const dataDir = temporaryFolder();
const { archive, list } = await writeRenditions(folder, 3);
writeFileSync(join(archive, "README.txt"), "ImageNet-R has one, too.");
const imagenetV2 = commandLine(dataDir);

// 3 of each of 200 classes. 50 show the next class, whose neighbours are the folder's; 10 one far away.
const total = 600;
const right = total - 50 - 10;
const rightInFive = total - 10;

const open = () => load(classFolders(wnids), { archive, split: "test", dataDir });

test("a folder of 200 WordNet ids is read sorted by path, with its own 200 labels", async () => {
  const dataset = await open();
  onTestFinished(() => dataset.close());
  expect(dataset.length).toBe(total);
  expect(dataset.info.classes).toHaveLength(200);
  const records = [...dataset.records()];
  expect(records.map(({ file_name }) => file_name)).toEqual(
    [...wnids]
      .sort()
      .flatMap((wnid) =>
        ["art_0", "cartoon_1", "embroidery_2"].map((name) => `${wnid}/${name}.jpg`),
      ),
  );
  for (const { file_name, label } of records) expect(file_name).toContain(wnids[label]);
  expect(dataset.info.notes.join("\n")).toContain("README.txt");
});

test("a model of 1000 is scored over the 200 alone", async () => {
  const dataset = await open();
  onTestFinished(() => dataset.close());
  const { scores, run } = await evaluate(lightnessModel, dataset, { preprocessing });
  expect(scores.top1).toMatchObject({ correct: right, n: total });
  expect(scores.top5).toMatchObject({ correct: rightInFive, n: total });
  expect(run.outputs).toBe("1000 logits");
});

test("the command line scores, compares and shows two models", { timeout: 120_000 }, async () => {
  const model = join(folder, "lightness.onnx");
  writeFileSync(model, onnxFile({ classes: 1000 }));
  // A class is 0.005 of lightness: the second model takes each for the one below it.
  const results = ["first", "second"].map((name) => join(folder, `${name}.jsonl`));
  const own = ["--archive", archive, "--classes", list];
  const said: string[] = [];
  for (const [i, mean] of [0, 0.005].entries()) {
    const how = JSON.stringify({ resize: [4, 4], mean: [mean, mean, mean], std: [1, 1, 1] });
    const run = [
      ...own,
      "--model",
      model,
      "--preprocessing",
      how,
      "--results",
      results[i] as string,
    ];
    said.push(await imagenetV2("evaluate", ...run));
  }
  expect(said[0]).toContain("over 200 of the model's 1000 classes");
  expect(said[0]).toMatch(/top-1 +90\.00 %/);
  expect(said[0]).toMatch(/top-5 +98\.33 %/);

  // Right is the second on the 50 that show the next class, and, as there is none below class 0, on one
  // of that class: of its three, the others show the next class and one far away.
  const compared = await imagenetV2("compare", ...results, "--json");
  expect(JSON.parse(compared)).toMatchObject({
    n: total,
    classes: 200,
    only_first: right - 1,
    only_second: 50,
    second: { correct: 51 },
  });

  const site = join(folder, "site");
  await imagenetV2("explore", ...own, "--predictions", ...results, "--export", site);
  expect(readdirSync(join(site, "thumbnails"))).toHaveLength(total);
  const document = (name: string) => readFileSync(join(site, "documents", `${name}.js`), "utf8");
  expect(document("index")).toContain('"models":["lightness.onnx","second"]');
  expect(document("predictions")).toContain(`"onlyFirst":${right - 1},"onlySecond":50`);
});

test("a list that lacks a folder's class is refused by name", async () => {
  const other = join(folder, "other");
  mkdirSync(join(other, "n99999999"), { recursive: true });
  writeFileSync(join(other, "n99999999", "a.jpg"), "");
  await expect(
    load(classFolders(wnids), { archive: other, split: "test", dataDir }),
  ).rejects.toMatchObject({
    code: "UNEXPECTED_MEMBER",
    message: expect.stringContaining('"n99999999" is none of the classes'),
  });
});

test("runs as its README says", { timeout: 60_000 }, async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.stubEnv("IMAGENET_V2_DATA_DIR", dataDir);
  onTestFinished(() => {
    log.mockRestore();
    vi.unstubAllEnvs();
  });
  await import("../index.ts");
  const printed = log.mock.calls.flat().join("\n");
  expect(printed).toContain("600 images of 200 classes");
  expect(printed).toMatch(/top-1 +90\.00 %/);
});
