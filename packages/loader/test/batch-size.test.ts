import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Tensor } from "@imagenet-v2/core";
import { archiveOf, sharedFile, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import {
  type BatchTensor,
  builderFromDirectory,
  type Dataset,
  type Example,
  load,
  type Pipeline,
  skipDecoding,
} from "@imagenet-v2/loader";
import { openPath } from "@imagenet-v2/stores";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { preparedFolder } from "./prepared-folder.ts";
import { tfdsBatches } from "./tfds-batches.ts";

const white = [255, 255, 255] as const;
const folder = temporaryFolder();
const options = {
  archive: join(folder, "five.tar"),
  dataDir: folder,
  env: { HOME: folder },
  partial: true,
  order: "storage",
} as const;

/** Name and size of each image; ids are chosen so that they are stored in this order. */
const five: [name: string, width: number, height: number][] = [
  ["2", 500, 375],
  ["1", 500, 375],
  ["4", 375, 500],
  ["3", 500, 375],
  ["0", 500, 375],
].map(([id, width, height]) => [`${id}/${String(id).repeat(40)}.jpeg`, width, height] as never);

beforeAll(async () => {
  const jpeg = (name: string) => {
    const [, width, height] = five.find(([five]) => five === name) as (typeof five)[0];
    return tinyJpeg({ width, height, color: white });
  };
  const names = five.map(([name]) => name);
  await archiveOf(options.archive, names, { topDirectory: "five", jpeg });
});

describe("batchSize", () => {
  // The shapes that TFDS 4.9.10 gave for batch_size=2 and -1 of five images of these sizes.
  test("stacks as TFDS does, the last batch short", async () => {
    const batches = await load("imagenet_v2", { ...options, split: "test", batchSize: 2 });
    expectTypeOf(batches).toEqualTypeOf<
      Pipeline<{ file_name: string[]; image: BatchTensor; label: Int32Array }>
    >();
    expect(batches.length).toBe(3);
    const all = await batches.toArray();
    expect(all.map(({ image }) => image.shape)).toEqual([
      [2, 375, 500, 3],
      [2, 500, 500, 3],
      [1, 375, 500, 3],
    ]);
    expect(all.flatMap(({ label }) => [...label])).toEqual([2, 1, 4, 3, 0]);
    expect(all.flatMap(({ file_name }) => file_name)).toEqual(five.map(([name]) => name));
    expect(all[0]?.label).toBeInstanceOf(Int32Array);
  });

  test("fills images up with zeros at the right and at the bottom", async () => {
    const all = await load("imagenet_v2", { ...options, split: "test[1:3]", batchSize: 2 });
    const [{ image: stacked } = {}] = await all.toArray();
    const { data, shape } = stacked as Tensor;
    expect(shape).toEqual([2, 500, 500, 3]);
    // Of the first image 375 rows are white, of the second 375 columns.
    for (let image = 0; image < 2; image++) {
      for (let row = 0; row < 500; row++) {
        const start = (image * 500 + row) * 500 * 3;
        const whole = data.subarray(start, start + 500 * 3);
        const kept = image === 0 ? (row < 375 ? 500 : 0) : 375;
        expect(whole.subarray(0, kept * 3).every((v) => v === 255)).toBe(true);
        expect(whole.subarray(kept * 3).every((v) => v === 0)).toBe(true);
      }
    }
  });

  test("of -1 makes one batch of each split", async () => {
    const { test: all } = await load("imagenet_v2", { ...options, batchSize: -1 });
    expect(all.image.shape).toEqual([5, 500, 500, 3]);
    expect([...all.label]).toEqual([2, 1, 4, 3, 0]);
    const split = ["test[:1]", { rest: "test[1:]" }] as const;
    const [one, { rest }] = await load("imagenet_v2", { ...options, split, batchSize: -1 });
    expect([one.image.shape[0], rest.image.shape[0]]).toEqual([1, 4]);
  });

  test("of -1 stops before it takes more memory than allowed", async () => {
    const need = 5 * 500 * 500 * 3;
    const all = (maxBatchBytes: number, ragged = false) =>
      load("imagenet_v2", { ...options, batchSize: -1, ragged, readConfig: { maxBatchBytes } });
    await expect(all(need)).resolves.toBeDefined();
    await expect(all(need - 1)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "batchSize",
      message: expect.stringContaining("4 MiB"),
    });
    // Each of its own size they take less.
    await expect(all(need - 1, true)).resolves.toBeDefined();
  });

  test("keeps images of their own size apart, if so asked", async () => {
    const batches = await load("imagenet_v2", {
      ...options,
      split: "test",
      batchSize: 4,
      ragged: true,
    });
    const [first] = await batches.toArray();
    expect(first?.image.map(({ shape }) => shape)).toEqual([
      [375, 500, 3],
      [375, 500, 3],
      [500, 375, 3],
      [375, 500, 3],
    ]);
    expect(first?.label).toEqual(Int32Array.of(2, 1, 4, 3));
  });

  test("lists what cannot be stacked", async () => {
    const batches = await load("imagenet_v2", {
      ...options,
      split: "test",
      batchSize: 3,
      decoders: { image: skipDecoding(), label: (label: number) => `class ${label}` },
    });
    expectTypeOf(batches).toEqualTypeOf<
      Pipeline<{ file_name: string[]; image: Uint8Array[]; label: string[] }>
    >();
    const [first] = await batches.toArray();
    expect(first?.image[0]?.subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8));
    expect(first?.label).toEqual(["class 2", "class 1", "class 4"]);
  });

  test("makes pairs of batches", async () => {
    const pairs = await load("imagenet_v2", {
      ...options,
      split: "test",
      batchSize: 5,
      asSupervised: true,
    });
    expectTypeOf(pairs).toEqualTypeOf<Pipeline<[BatchTensor, Int32Array]>>();
    const [[image, label] = []] = await pairs.toArray();
    expect([image?.shape, label?.length]).toEqual([[5, 500, 500, 3], 5]);
  });

  test("of 0 is none", async () => {
    const dataset = await load("imagenet_v2", { ...options, split: "test", batchSize: 0 });
    expectTypeOf(dataset).toEqualTypeOf<Dataset<Example>>();
    expect(dataset.length).toBe(5);
  });

  test.each([-2, 1.5, Number.NaN, "2"])("refuses %s", async (batchSize) => {
    await expect(
      load("imagenet_v2", { ...options, batchSize: batchSize as number }),
    ).rejects.toMatchObject({ code: "INVALID_OPTION", option: "batchSize" });
  });
});

const fifty = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");

test.skipIf(fifty === undefined)("gives TFDS's batches, byte for byte (../shared)", async () => {
  const store = await openPath(fifty as string, { dataDir: folder, partial: true });
  const path = await preparedFolder(store, folder, { numShards: 7 });
  await store.close();
  const prepared = await builderFromDirectory(path, {
    dataDir: folder,
    env: options.env,
    partial: true,
  });
  for (const [split, batchSize, expected] of tfdsBatches) {
    const how = { split, dct: "fast" } as const;
    const batches =
      batchSize === -1
        ? [await prepared.asDataset({ ...how, batchSize: -1 })]
        : await (await prepared.asDataset({ ...how, batchSize })).toArray();
    const seen = batches.map(({ image, label }) => [
      image.shape,
      createHash("sha256").update(image.data).digest("hex"),
      [...label],
    ]);
    expect(seen, `${split} ${batchSize}`).toEqual(expected);
  }
});
