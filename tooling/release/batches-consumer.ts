// What feeds a model: the sample in batches, by each number of workers it is given, kept and reused. Prints the
// runtime it runs on and a hash for each way as a line of JSON.
import { createHash } from "node:crypto";
import { load } from "imagenet-v2";
import { sampleArchive } from "imagenet-v2/sample";

const hashes: Record<string, string> = {};
const archive = await sampleArchive({ dataDir: "data" });
const options = { archive, partial: true, split: "test", dataDir: "data" } as const;
for (const workers of process.argv.slice(2).map(Number)) {
  const dataset = await load("imagenet_v2", options);
  for (const reuse of [false, true, "private"] as const) {
    const hash = createHash("sha256");
    // Small enough that each of eight threads makes whole ones.
    const how = { preprocessing: "imagenet", batchSize: 2, workers, reuse } as const;
    for await (const batch of dataset.batches(how)) {
      const { buffer, byteOffset, byteLength } = batch.image.data;
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      hash.update(batch.label).update(batch.index).update(batch.file_name.join());
    }
    hashes[`${workers}, reuse ${reuse}`] = hash.digest("hex");
  }
  await dataset.close();
}
const { node, bun, deno } = process.versions;
const runtime = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`;
console.log(JSON.stringify({ runtime, hashes }));
