// Scores a model of 1000 classes on a folder of 200: `npx tsx index.ts [images per class]`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { classFolders, load } from "imagenet-v2";
import { evaluate, report, textReport } from "imagenet-v2/evaluate";
import { lightnessModel, preprocessing } from "./lightness-model.ts";
import { wnids, writeRenditions } from "./renditions.ts";

const folder = await mkdtemp(join(tmpdir(), "renditions-"));
try {
  const { archive } = await writeRenditions(folder, Number(process.argv[2] ?? 3));

  let began = performance.now();
  const dataset = await load(classFolders(wnids), { archive, split: "test" });
  const opened = seconds(began);
  console.log(`${dataset.length} images of ${dataset.info.classes.length} classes`);

  began = performance.now();
  const { predictions, run } = await evaluate(lightnessModel, dataset, { preprocessing });
  console.log(`opened in ${opened}, scored in ${seconds(began)}\n`);
  const provenance = dataset.info.provenance;
  console.log(textReport(report({ name: "lightness", predictions, run, provenance })));
  await dataset.close();
} finally {
  await rm(folder, { recursive: true });
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
