import { createHash } from "node:crypto";
import { load } from "imagenet-v2";

/** One hash of all batches of an archive. */
export async function hashOfBatches(archive, options) {
  const dataset = await load("imagenet_v2", { archive, partial: true, split: "test" });
  const hash = createHash("sha256");
  const how = { preprocessing: "imagenet", workers: 2, ...options };
  for await (const { image } of dataset.batches(how)) hash.update(image.data);
  await dataset.close();
  return hash.digest("hex");
}
