// All 30,000 images: what the folder costs to open and to score.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { classFolders, load } from "imagenet-v2";
import { evaluate } from "imagenet-v2/evaluate";
import { expect, test } from "vitest";
import { lightnessModel, preprocessing } from "../lightness-model.ts";
import { wnids, writeRenditions } from "../renditions.ts";
import { commandLine } from "./imagenet-v2.ts";

const dataDir = temporaryFolder();

test("30,000 images of 200 classes", { timeout: 1_200_000 }, async () => {
  const folder = temporaryFolder();
  const { archive, list } = await writeRenditions(folder, 150);
  const began = performance.now();
  const dataset = await load(classFolders(wnids), { archive, split: "test", dataDir });
  const opened = performance.now();
  expect(dataset.length).toBe(30_000);
  for (const { file_name, label } of dataset.records())
    expect(file_name.slice(0, 9)).toBe(wnids[label]);

  const from = performance.now();
  const { scores } = await evaluate(lightnessModel, dataset, { preprocessing });
  const scored = performance.now();
  expect(scores.top1).toMatchObject({ correct: 30_000 - 60, n: 30_000 });
  expect(scores.top5).toMatchObject({ correct: 30_000 - 10, n: 30_000 });
  await dataset.close();

  const model = join(folder, "lightness.onnx");
  writeFileSync(model, onnxFile({ classes: 1000 }));
  const how = JSON.stringify(preprocessing);
  const start = performance.now();
  const printed = await commandLine(dataDir)(
    ...["evaluate", "--archive", archive, "--classes", list],
    ...["--model", model, "--preprocessing", how, "--json"],
  );
  expect(JSON.parse(printed)).toMatchObject({ n: 30_000, top1_correct: 29_940, classes: 200 });
  console.log(
    `opened in ${Math.round(opened - began)} ms, scored with a function in ${Math.round(scored - from)} ms, ` +
      `by the command line with ONNX in ${Math.round(performance.now() - start)} ms`,
  );
});
