/**
 * Evaluates a classifier as a user does, and prints what that took and what came out; or with "model" shows
 * it one batch again and again.
 *
 *     node dist/whole-evaluation.js CLASSIFIER MATERIAL_AS_JSON evaluate|model
 */

import type { OnnxModel } from "@imagenet-v2/evaluate";
import { datasetOf, type TensorBatch } from "@imagenet-v2/loader";
import { type ClassifierName, openClassifier } from "./classifiers.ts";
import { measured, now, type Work } from "./clock.ts";
import { evaluated } from "./evaluated.ts";
import { type Material, openStore } from "./material.ts";

const [, , name, given, what] = process.argv;
const material: Material = JSON.parse(given as string);
const model = await openClassifier(name as ClassifierName);
if (what === "model") {
  console.log(JSON.stringify(measured(await modelAlone(model))));
} else {
  const { evaluation, ...work } = await evaluated(material, model);
  const answers = {
    top1: evaluation.scores.top1.correct,
    classes: evaluation.predictions.map(({ top }) => top[0]),
  };
  console.log(JSON.stringify({ ...measured(work), ...answers }));
}
await model.close();

/** As many images as are evaluated. */
async function modelAlone({ predict, preprocessing }: OnnxModel): Promise<Work> {
  const batch = await firstBatch(preprocessing.preprocessing);
  const times = Math.ceil(material.images / batch.label.length);
  const ask = () => predict(batch, { signal: undefined });
  await ask(); // not counted: it plans its memory
  const begun = now();
  for (let time = 0; time < times; time++) await ask();
  return { images: times * batch.label.length, begun };
}

async function firstBatch(
  preprocessing: OnnxModel["preprocessing"]["preprocessing"],
): Promise<TensorBatch> {
  const store = await openStore(material);
  try {
    for await (const batch of datasetOf(store).batches({ preprocessing, workers: 0 })) return batch;
  } finally {
    await store.close();
  }
  throw new Error("There are no images.");
}
