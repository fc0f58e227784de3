// Ends threads while they start, over and over: `node end-early.js ROUNDS JPEG`.
import { readFileSync } from "node:fs";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore } from "@imagenet-v2/stores";

const [, , rounds, jpeg] = process.argv;
const images = { [`0/${"0".repeat(40)}.jpeg`]: readFileSync(jpeg) };
const dataset = datasetOf(await MemoryStore.of(images));
for (let round = 0; round < Number(rounds); round++) {
  // One image keeps one thread busy; the others are not wanted any more before they have begun.
  for await (const _ of dataset.batches({ preprocessing: "imagenet", workers: 8 })) break;
}
console.log("done");
