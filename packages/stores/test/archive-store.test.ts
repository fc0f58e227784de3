import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  archiveOf,
  fiftyInStorageOrder,
  sharedFile,
  temporaryFolder,
  threeImages,
} from "@imagenet-v2/fixtures";
import { ArchiveStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { readSyncOf, testStore } from "./store-conformance.ts";

const topDirectory = "imagenetv2-matched-frequency-format-val";

testStore("ArchiveStore", async () => {
  const path = join(temporaryFolder(), "imagenetv2-matched-frequency.tar.gz");
  const jpeg = (name: string) => threeImages[name] as Uint8Array;
  await archiveOf(path, Object.keys(threeImages), { topDirectory, jpeg });
  return ArchiveStore.open(path, { dataDir: temporaryFolder(), partial: true });
});

test("stores 50 images in the order in which TFDS does", async () => {
  const path = join(temporaryFolder(), "50.tar");
  await archiveOf(path, [...fiftyInStorageOrder].sort(), { topDirectory });
  const store = await ArchiveStore.open(path, { dataDir: temporaryFolder(), partial: true });
  const names = Array.from({ length: store.length }, (_, i) => store.fileName(i));
  expect(names).toEqual(fiftyInStorageOrder);
  expect(store.shardLengths).toEqual([50]);
  expect([...store.archiveOrder()]).toEqual(
    [...fiftyInStorageOrder].sort().map((name) => fiftyInStorageOrder.indexOf(name)),
  );
  await store.close();
});

const fifty = "archives/imagenetv2-matched-frequency-50";

describe.for([
  // [archive, is it the one TFDS prepared, so that its figures can be compared]
  [`${fifty}.tar.gz`, true],
  [`${fifty}-gzip.tar.gz`, true],
  [`${fifty}-com.tar.gz`, false],
] as const)("%s (../shared)", ([name, prepared]) => {
  const path = sharedFile(name);
  const options = { dataDir: temporaryFolder(), partial: true };

  test.skipIf(path === undefined)("has the examples TFDS found in it (../shared)", async () => {
    const store = await ArchiveStore.open(path as string, options);
    const names = Array.from({ length: store.length }, (_, i) => store.fileName(i));
    expect(names).toEqual(fiftyInStorageOrder);
    expect(store.info).toMatchObject({
      variant: "matched-frequency",
      provenance: "partial",
      topDirectory,
    });
    // numBytes of the dataset_info.json that TFDS wrote.
    if (prepared) expect(store.info.numBytes).toBe(5_784_835);
    await store.close();
  });

  test.skipIf(path === undefined)("gives the bytes that lie in it (../shared)", async () => {
    const manifest = readFileSync(sharedFile(`${name}.manifest.tsv`) as string, "utf8");
    const rows = manifest.trim().split("\n").slice(1);
    const sha256 = new Map(rows.map((row) => [row.split("\t")[0], row.split("\t")[4]]));
    const store = await ArchiveStore.open(path as string, options);
    for (let i = 0; i < store.length; i++) {
      const digest = createHash("sha256").update(readSyncOf(store)(i)).digest("hex");
      expect(digest).toBe(sha256.get(store.fileName(i)));
    }
    await store.close();
  });
});
