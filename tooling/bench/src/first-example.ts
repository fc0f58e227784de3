/**
 * From the start of this process to its first example, and to its first batch.
 *
 *     node dist/first-example.js ARCHIVE DATA_DIR example|batch
 */
import { load } from "@imagenet-v2/loader";

const [, , archive = "", dataDir = "", what] = process.argv;
const dataset = await load("imagenet_v2", { split: "test", archive, dataDir, partial: true });
const source = what === "batch" ? dataset.batches({ preprocessing: "imagenet" }) : dataset;
for await (const _ of source) break;
console.log(JSON.stringify({ images: 1, seconds: performance.now() / 1000 }));
await dataset.close();
