import { createHash } from "node:crypto";
import { datasetOf } from "@imagenet-v2/loader";
import { type Material, openStore } from "./material.ts";

/** The SHA-256 of our tensors, in order. */
export async function tensorsDigest(material: Material): Promise<string> {
  const store = await openStore(material);
  const sha256 = createHash("sha256");
  const batches = datasetOf(store)
    .take(material.images)
    .batches({ preprocessing: "imagenet", reuse: true });
  for await (const { image } of batches) sha256.update(image.data);
  await store.close();
  return sha256.digest("hex");
}
