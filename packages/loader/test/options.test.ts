import { preprocess } from "@imagenet-v2/decode";
import { builder, cacheTensors, datasetOf, load } from "@imagenet-v2/loader";
import { expect, test } from "vitest";
import { testStore } from "./test-store.ts";

/** Held by the type check, which fails where a line compiles that is expected not to; and refused here. */
test("a misspelt option does not compile, and is refused by name", async () => {
  const name = "imagenet_v2";
  const image = new Uint8Array();
  const dataset = datasetOf(testStore(2));
  const calls: [option: string, call: () => unknown][] = [
    // @ts-expect-error partial
    ["partal", () => load(name, { partal: true })],
    // @ts-expect-error partial
    ["partal", () => load(name, { split: "test", partal: true })],
    // @ts-expect-error addTfdsId
    ["readConfig.addTfdsID", () => load(name, { readConfig: { addTfdsID: true } })],
    // @ts-expect-error retries
    ["downloadConfig.retry", () => load(name, { downloadConfig: { retries: 1, retry: 2 } })],
    // @ts-expect-error split
    ["splits", () => builder(name).asDataset({ splits: "test", dct: "fast" })],
    // @ts-expect-error of asDataset alone
    ["batchSize", () => builder(name).asDataSource({ split: "test", batchSize: 2 })],
    // @ts-expect-error onError
    ["onerror", () => datasetOf(testStore(2), { split: "test", onerror: "skip" })],
    // @ts-expect-error batchSize
    ["preprocessing", () => dataset.batches({ batchsize: 3 })],
    // @ts-expect-error batchSize
    ["batchsize", () => dataset.batches({ preprocessing: "imagenet", batchsize: 3 })],
    // @ts-expect-error resize
    ["resise", () => dataset.batches({ preprocessing: { crop: 224, resise: 256 } })],
    // @ts-expect-error resize
    ["resise", () => preprocess(image, { resise: 256 })],
    // @ts-expect-error dropRemainder
    ["drop", () => dataset.batch(2, { drop: true })],
  ];
  for (const [option, call] of calls) {
    const attempt = async () => await call();
    await expect(attempt(), option).rejects.toMatchObject({ code: "INVALID_OPTION", option });
  }
});

test("cacheTensors takes as many workers as batches, and no more", async () => {
  const cache = cacheTensors(datasetOf(testStore(2)), "imagenet", "never.npy", { workers: 257 });
  await expect(cache).rejects.toMatchObject({ code: "INVALID_OPTION", option: "workers" });
});
