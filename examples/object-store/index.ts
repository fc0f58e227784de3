// Reads a bucket in batches, with a bucket on this machine: `npx tsx index.ts`, or `npx tsx index.ts URL`.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { classFolders, datasetOf } from "imagenet-v2";
import { encodePng } from "imagenet-v2/view";
import { openBucket } from "./bucket-store.ts";
import { type LocalBucket, localBucket } from "./local-bucket.ts";

const [given] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "bucket-"));
let local: LocalBucket | undefined;
try {
  if (given === undefined) local = await filledBucket(folder);
  const url = given ?? `${local?.url}pets/`;
  const dataset = datasetOf(await openBucket(url, classFolders()));
  const { classes, notes } = dataset.info;
  console.log(`${dataset.length} images of ${classes.map(({ name }) => name).join(", ")}`);
  for (const note of notes) console.log(`Note: ${note}`);

  const preprocessing = { resize: [32, 32] } as const;
  for await (const { image, label } of dataset.batches({
    preprocessing,
    batchSize: 8,
    workers: 2,
  })) {
    console.log(
      image.shape.join(" x "),
      Array.from(label, (each) => classes[each]?.name).join(" "),
    );
  }
  await dataset.close();
} finally {
  await local?.close();
  await rm(folder, { recursive: true });
}

async function filledBucket(root: string): Promise<LocalBucket> {
  for (const [label, name] of ["cat", "dog"].entries()) {
    await mkdir(join(root, "pets", name), { recursive: true });
    for (let n = 0; n < 6; n++) {
      const data = new Uint8Array(40 * 30 * 3).fill(100 * label + 10 * n);
      const png = await encodePng({ data, shape: [30, 40, 3], dtype: "uint8" });
      await writeFile(join(root, "pets", name, `${n}.png`), png);
    }
  }
  return localBucket(root);
}
