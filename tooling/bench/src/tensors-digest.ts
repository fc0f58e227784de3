import { createHash } from "node:crypto";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import type { Material } from "./material.ts";

/** The SHA-256 of our tensors, in order. */
export async function tensorsDigest({ archive, images, workshop }: Material): Promise<string> {
  const store = await ArchiveStore.open(archive, { partial: true, dataDir: workshop });
  const sha256 = createHash("sha256");
  const batches = datasetOf(store).take(images).batches({ preprocessing: "imagenet", reuse: true });
  for await (const { image } of batches) sha256.update(image.data);
  await store.close();
  return sha256.digest("hex");
}
