/**
 * Says so when its first example, or its first batch, is there. Whoever started it has the clock.
 *
 *     node dist/first-example.js ARCHIVE DATA_DIR example|batch
 */
import { load } from "@imagenet-v2/loader";

const [, , archive = "", dataDir = "", what] = process.argv;
const dataset = await load("imagenet_v2", { split: "test", archive, dataDir, partial: true });
const source = what === "batch" ? dataset.batches({ preprocessing: "imagenet" }) : dataset;
for await (const _ of source) break;
console.log(what);
await dataset.close();
