// What feeds a model: the sample in batches, by each number of workers it is given. Prints the runtime it runs
// on and a hash for each number as a line of JSON.
import { createHash } from "node:crypto";
import { load } from "imagenet-v2";
import { sampleArchive } from "imagenet-v2/sample";

const hashes: Record<string, string> = {};
const archive = await sampleArchive({ dataDir: "data" });
const options = { archive, partial: true, split: "test", dataDir: "data" } as const;
for (const workers of process.argv.slice(2).map(Number)) {
  const dataset = await load("imagenet_v2", options);
  const hash = createHash("sha256");
  for await (const batch of dataset.batches({ preprocessing: "imagenet", batchSize: 8, workers })) {
    const { buffer, byteOffset, byteLength } = batch.image.data;
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    hash.update(batch.label).update(batch.index).update(batch.file_name.join());
  }
  await dataset.close();
  hashes[workers] = hash.digest("hex");
}
const { node, bun, deno } = process.versions;
const runtime = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`;
console.log(JSON.stringify({ runtime, hashes }));
