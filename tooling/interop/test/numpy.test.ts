import { createHash } from "node:crypto";
import { join } from "node:path";
import { archiveOf, temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import { cacheTensors, load } from "@imagenet-v2/loader";
import { expect, inject, test } from "vitest";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

test.skipIf(skipped !== "")(`NumPy reads a cache of tensors${skipped}`, async () => {
  const folder = temporaryFolder();
  const archive = join(folder, "pictures.tar");
  const names = Array.from({ length: 40 }, (_, i) => `${i}/${String(i).padStart(40, "0")}.jpeg`);
  await archiveOf(archive, names, { topDirectory: "pictures" });
  const dataset = await load("imagenet_v2", {
    split: "test",
    archive,
    dataDir: folder,
    partial: true,
  });
  const preprocessing = { resize: 20, crop: [12, 16], dtype: "uint8" } as const;
  const cache = join(folder, "tensors.npy");
  await cacheTensors(dataset, preprocessing, cache);

  const hash = createHash("sha256");
  for await (const { image } of dataset.batches({ preprocessing })) hash.update(image.data);
  await dataset.close();
  expect(await runPython(python, "npy.py", [cache])).toEqual({
    shape: [40, 3, 12, 16],
    dtype: "uint8",
    sha256: hash.digest("hex"),
  });
});
