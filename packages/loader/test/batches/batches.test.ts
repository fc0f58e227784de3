import { readFile } from "node:fs/promises";
import { markAsUntransferable } from "node:worker_threads";
import { presets } from "@imagenet-v2/decode";
import { photographs, sharedFile, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { type Dataset, datasetOf, type TensorBatch } from "@imagenet-v2/loader";
import { MemoryStore, openPath, openStore, type StoreDescription } from "@imagenet-v2/stores";
import { describe, expect, expectTypeOf, test } from "vitest";
import { preparedFolder } from "../prepared-folder.ts";
import made from "./photographs.json" with { type: "json" };
import {
  archiveOfPictures,
  collect,
  digest,
  names,
  openPictures,
  sha256,
  small,
} from "./pictures.ts";

const archive = await archiveOfPictures(50);
const dataset = await openPictures(archive);

describe("the batches", () => {
  const batchSize = 8;

  test.for([0, 1, 2, 3, 8])("are the same with %i threads, kept or reused", async (workers) => {
    // Many small ones, which threads make whole, and few large ones.
    for (const batchSize of [1, 8]) {
      const options = { preprocessing: small, batchSize } as const;
      const expected = await digest(dataset.batches({ ...options, workers: 0 }));
      expect(await digest(dataset.batches({ ...options, workers }))).toBe(expected);
      for (const reuse of [true, "private"] as const) {
        expect(await digest(dataset.batches({ ...options, workers, reuse }))).toBe(expected);
      }
      const prefetch = 0;
      expect(await digest(dataset.batches({ ...options, workers, prefetch }))).toBe(expected);
    }
  });

  test("have the examples in the dataset's order, the last ones in a short batch", async () => {
    const some = dataset.shuffle({ seed: 3 });
    const batches = await collect(some.batches({ preprocessing: small, batchSize, workers: 2 }));
    expect(batches.map(({ label }) => label.length)).toEqual([8, 8, 8, 8, 8, 8, 2]);
    expect(batches.map(({ image }) => image.shape).at(-1)).toEqual([2, 3, 8, 8]);
    expect(batches.map(({ image }) => image.data.length).at(-1)).toBe(2 * 3 * 8 * 8);
    const records = [...some.records()];
    expect(batches.flatMap(({ file_name }) => file_name)).toEqual(records.map((r) => r.file_name));
    expect(batches.flatMap(({ label }) => [...label])).toEqual(records.map((r) => r.label));
    expect(batches.flatMap(({ index }) => [...index])).toEqual(records.map((r) => r.index));
  });

  test("are only whole ones with dropRemainder", async () => {
    for (const workers of [0, 2]) {
      const batches = dataset.batches({
        preprocessing: small,
        batchSize: 20,
        dropRemainder: true,
        workers,
      });
      expect(batches.length).toBe(2);
      expect((await collect(batches)).map(({ label }) => label.length)).toEqual([20, 20]);
    }
  });

  test("are none of no images, one of fewer than a batch, and need no thread for each", async () => {
    const options = { preprocessing: small, workers: 8 } as const;
    expect(await collect(dataset.take(0).batches(options))).toEqual([]);
    expect(await collect(dataset.take(3).batches({ ...options, dropRemainder: true }))).toEqual([]);
    const [batch, ...others] = await collect(dataset.take(3).batches(options));
    expect(batch?.image.shape).toEqual([3, 3, 8, 8]);
    expect(others).toEqual([]);
  });

  test("stay as they are when kept; with reuse they go with the next but few", async () => {
    const options = { preprocessing: small, batchSize: 1 } as const;
    for (const workers of [0, 1]) {
      const kept = await collect(dataset.batches({ ...options, workers }));
      const buffers = new Set(kept.map(({ image }) => image.data.buffer));
      expect(buffers.size).toBe(50);
      const views = await collect(
        dataset.batches({ ...options, workers, prefetch: 2, reuse: true }),
      );
      const reused = new Set(views.map(({ image }) => image.data.buffer));
      expect(reused.size).toBe(1);
    }
  });

  test.for([1, 2])("that are lent go back, unless transferred, %i threads", async (workers) => {
    const options = { preprocessing: small, batchSize: 1 } as const;
    const expected = await digest(dataset.batches({ ...options, workers: 0 }));
    const lengths: number[] = [];
    const lent: TensorBatch[] = [];
    async function* some() {
      for await (const batch of dataset.batches({ ...options, workers, reuse: "private" })) {
        lengths.push(...lent.splice(0).map(({ image }) => image.data.length));
        yield batch;
        const { buffer } = batch.image.data;
        if (batch.label[0] === 3) structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
        if (batch.label[0] === 4) markAsUntransferable(buffer);
        else lent.push(batch);
      }
    }
    expect(await digest(some())).toBe(expected);
    expect(lengths.length).toBe(44);
    expect(new Set(lengths)).toEqual(new Set([0]));
  });

  test("may go on several at once, and again", async () => {
    const batches = dataset.batches({ preprocessing: small, batchSize, workers: 2 });
    const expected = await digest(batches);
    expect(await Promise.all([digest(batches), digest(batches)])).toEqual([expected, expected]);
  });

  test("are typed by what the preprocessing gives", () => {
    const floats = dataset.batches({ preprocessing: "imagenet" });
    expectTypeOf(floats).toExtend<AsyncIterable<TensorBatch<"float32">>>();
    const bytes = dataset.batches({ preprocessing: { ...presets.clip, dtype: "uint8" } });
    expectTypeOf(bytes).toExtend<AsyncIterable<TensorBatch<"uint8">>>();
  });

  test("follow the files' order of each run", async () => {
    const shuffled = await openPictures(archive, {
      shuffleFiles: true,
      readConfig: { shuffleSeed: 1 },
    });
    const order = async () =>
      (await collect(shuffled.batches({ preprocessing: small, workers: 1 }))).flatMap(
        ({ file_name }) => file_name,
      );
    expect((await order()).toSorted()).toEqual(names(50).toSorted());
  });
});

describe("the tensors", () => {
  const photographsAt = Object.fromEntries(
    photographs().map((path, i) => [`${i}/${"0".repeat(40)}.jpeg`, path]),
  );

  test.for([0, 2])("are Pillow's and NumPy's to the bit, with %i threads", async (workers) => {
    const images = await Promise.all(
      Object.entries(photographsAt).map(async ([name, path]) => [name, await readFile(path)]),
    );
    const store = await MemoryStore.of(Object.fromEntries(images));
    const all = datasetOf(store);
    const one = { batchSize: 1, workers } as const;
    const uint8 = { ...presets.imagenet, layout: "nhwc", dtype: "uint8" } as const;
    for await (const { image, label } of all.batches({ ...one, preprocessing: "imagenet" })) {
      expect(image.shape).toEqual([1, 3, 224, 224]);
      expect(sha256(image.data)).toBe(made.photographs[label[0] as number]?.float32_chw);
    }
    for await (const { image, label } of all.batches({ ...one, preprocessing: uint8 })) {
      expect(image.shape).toEqual([1, 224, 224, 3]);
      expect(sha256(image.data)).toBe(made.photographs[label[0] as number]?.uint8_hwc);
    }
  });

  const golden = sharedFile("golden/pixels.json");

  test.skipIf(golden === undefined)(
    "are the reference's for 50 photographs (../shared)",
    async () => {
      const name = "imagenetv2-matched-frequency-50";
      const { transforms, [name]: rows } = JSON.parse(await readFile(golden as string, "utf8"));
      const fifty = await openPictures(sharedFile(`archives/${name}.tar.gz`) as string);
      for (const transform of transforms) {
        const {
          resize_short_side: resize,
          center_crop: crop,
          interpolation,
          mean,
          std,
        } = transform;
        const preprocessing = { resize, crop, interpolation, mean, std };
        for await (const batch of fifty.batches({ preprocessing, batchSize: 1, workers: 2 })) {
          const row = rows.find((r: { file_name: string }) => r.file_name === batch.file_name[0]);
          expect(sha256(batch.image.data)).toBe(row.transforms[transform.name].float32_chw_sha256);
        }
      }
    },
  );

  test("follow the DCT of the dataset, or their own", async () => {
    const fast = await openPictures(archive, { dct: "fast" });
    const options = { preprocessing: { crop: 8 }, workers: 0 } as const;
    const accurate = await digest(dataset.batches(options));
    expect(await digest(fast.batches(options))).not.toBe(accurate);
    expect(await digest(fast.batches({ ...options, workers: 1, dct: "accurate" }))).toBe(accurate);
  });

  test("of what only sharp can decode are made by threads too", async () => {
    const [name = ""] = names(1);
    const progressive = await tinyJpeg({ width: 40, height: 40, progressive: true });
    const baseline = await tinyJpeg({ width: 40, height: 40 });
    const tensors = async (bytes: Uint8Array, workers: number) =>
      digest(
        datasetOf(await MemoryStore.of({ [name]: bytes })).batches({
          preprocessing: small,
          workers,
        }),
      );
    expect(await tensors(progressive, 1)).toBe(await tensors(progressive, 0));
    expect(await tensors(progressive, 1)).toBe(await tensors(baseline, 0));
  });
});

test("are the same from every store", async () => {
  const options = { preprocessing: small, batchSize: 16 } as const;
  const expected = await digest(dataset.batches({ ...options, workers: 0 }));
  const { store } = dataset;
  const images = Object.fromEntries(
    await Promise.all(
      Array.from({ length: store.length }, async (_, i) => [
        store.fileName(i),
        await store.read(i),
      ]),
    ),
  );
  const folder = temporaryFolder();
  const prepared = await preparedFolder(store, folder);
  const stores = [
    await MemoryStore.of(images),
    await openPath(prepared, { partial: true, dataDir: folder }),
    await openStore(store.describe?.() as StoreDescription),
  ];
  expect(stores.map(({ info }) => info.kind)).toEqual(["memory", "prepared", "archive"]);
  for (const other of stores) {
    const all: Dataset = datasetOf(other);
    expect(await digest(all.batches({ ...options, workers: 2 }))).toBe(expected);
    await all.close();
  }
});
