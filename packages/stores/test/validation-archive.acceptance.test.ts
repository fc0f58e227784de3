import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { imageNet2012 } from "@imagenet-v2/core";
import { generator, sharedFile, temporaryFolder, tinyJpeg, writeTar } from "@imagenet-v2/fixtures";
import { ArchiveStore } from "@imagenet-v2/stores";
import { expect, test } from "vitest";

const list = sharedFile("data/imagenet-val-labels.u16le.gz");

test.skipIf(list === undefined)(
  "ILSVRC2012_img_val.tar is read in place, with the published label of each of its 50,000 images (../shared)",
  { timeout: 300_000 },
  async () => {
    const jpeg = await tinyJpeg();
    const names = Array.from(
      { length: 50_000 },
      (_, i) => `ILSVRC2012_val_${`${i + 1}`.padStart(8, "0")}.JPEG`,
    );
    const path = join(temporaryFolder(), "ILSVRC2012_img_val.tar");
    await writeTar(
      path,
      names.map((name) => ({ name, body: jpeg, pax: false })),
    );
    const began = performance.now();
    const store = await ArchiveStore.open(path, { spec: imageNet2012, dataDir: temporaryFolder() });
    console.info(`indexed 50,000 images in ${Math.round(performance.now() - began)} ms`);
    expect(store.info.provenance).toBe("complete");
    const raw = gunzipSync(readFileSync(list as string));
    const expected = Array.from(names, (name, i) => [name, raw.readUInt16LE(2 * i)]);
    const found = expected.map((_, i) => [store.fileName(i), store.label(i)]);
    expect(found).toEqual(expected);
    const random = generator(7);
    for (let i = 0; i < 10; i++) {
      const image = await store.read(Math.floor(random() * store.length));
      expect(Buffer.compare(image, jpeg)).toBe(0);
    }
    await store.close();
  },
);
