import { setTimeout } from "node:timers/promises";
import { datasetOf, skipDecoding } from "@imagenet-v2/loader";
import type { ArchiveStore } from "@imagenet-v2/stores";
import { type Material, openStore } from "./material.ts";

/** What was seen while all images of an archive went by. */
export interface Passing {
  /** Megabytes of resident memory after so many images. */
  readonly resident: Record<number, number>;
  readonly peak: number;
  readonly perSecond: number;
  /** The part of the batches that came within a quarter of the time the consumer takes for one. */
  readonly ready?: number;
}

/** The ways of all images through a process. */
export const ways = {
  "batches kept": (material, wait) => slowly(material, wait, false),
  "batches reused": (material, wait) => slowly(material, wait, true),
  "decoded examples": async (material) => {
    const store = await openStore(material);
    return pass(store, counted(datasetOf(store)));
  },
  "bytes of examples": async (material) => {
    const store = await openStore(material);
    return pass(store, counted(datasetOf(store, { decoders: { image: skipDecoding() } })));
  },
} as const satisfies Record<string, (material: Material, wait: number) => Promise<Passing>>;

export type Way = keyof typeof ways;

async function slowly(material: Material, wait: number, reuse: boolean) {
  const store = await openStore(material);
  const batches = datasetOf(store).batches({ preprocessing: "imagenet", workers: 2, reuse });
  const run = batches[Symbol.asyncIterator]();
  let ready = 0;
  let asked = 0;
  async function* sizes() {
    for (;;) {
      const begun = performance.now();
      const { done, value } = await run.next();
      if (done) return;
      asked++;
      if (performance.now() - begun < wait / 4) ready++;
      yield value.label.length;
      await setTimeout(wait);
    }
  }
  return { ...(await pass(store, sizes())), ready: ready / asked };
}

async function* counted(examples: AsyncIterable<unknown>) {
  for await (const _ of examples) yield 1;
}

async function pass(store: ArchiveStore, sizes: AsyncIterable<number>): Promise<Passing> {
  const resident: Record<number, number> = {};
  const begun = performance.now();
  let images = 0;
  let peak = 0;
  for await (const size of sizes) {
    const thousands = Math.floor(images / 1000);
    images += size;
    const megabytes = process.memoryUsage.rss() / 2 ** 20;
    peak = Math.max(peak, megabytes);
    if (Math.floor(images / 1000) > thousands) resident[(thousands + 1) * 1000] = megabytes;
  }
  await store.close();
  return { resident, peak, perSecond: (1000 * images) / (performance.now() - begun) };
}
