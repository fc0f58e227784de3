import { readdirSync, readFileSync } from "node:fs";
import { copyFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { preprocess } from "@imagenet-v2/decode";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { cacheTensors } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { archiveOfPictures, collect, digest, names, openPictures, small } from "./pictures.ts";

const archive = await archiveOfPictures(50);
const dataset = await openPictures(archive);
const options = { preprocessing: small, batchSize: 8 } as const;
const cacheFile = () => join(temporaryFolder(), "tensors.npy");

/** Whether running these batches makes the cache (again). */
async function makes(run: () => Promise<unknown>, file: string): Promise<boolean> {
  const record = () => {
    try {
      return readFileSync(`${file}.json`, "utf8");
    } catch {
      return undefined;
    }
  };
  const before = record();
  await run();
  return record() !== before;
}

describe("a cache", () => {
  test.for([0, 1, 3])("gives the same batches as the images, with %i threads", async (workers) => {
    const cache = cacheFile();
    const expected = await digest(dataset.batches({ ...options, workers: 0 }));
    const cached = () => digest(dataset.batches({ ...options, workers, cache }));
    expect(await cached()).toBe(expected);
    expect(await makes(cached, cache)).toBe(false);
    expect(await digest(dataset.batches({ ...options, workers, cache, reuse: true }))).toBe(
      expected,
    );
  });

  test("is made with progress, unless it is there", async () => {
    const cache = cacheFile();
    const told: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => {
      expect(total).toBe(50);
      told.push(done);
    };
    await cacheTensors(dataset, small, cache, { workers: 1, onProgress });
    expect(told).toEqual([32, 50]);
    await cacheTensors(dataset, small, cache, { onProgress });
    expect(told).toHaveLength(2);
    expect(await makes(() => collect(dataset.batches({ ...options, cache })), cache)).toBe(false);
  });

  test("is a NumPy file with names beside it", async () => {
    const cache = cacheFile();
    const some = dataset.take(3);
    await cacheTensors(some, small, cache);
    const bytes = readFileSync(cache);
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from("\x93NUMPY\x01\x00", "latin1"));
    const length = bytes.readUInt16LE(8);
    expect((10 + length) % 64).toBe(0);
    expect(bytes.toString("latin1", 10, 10 + length)).toMatch(
      /^\{'descr': '\|u1', 'fortran_order': False, 'shape': \(3, 3, 8, 8\), \} *\n$/,
    );
    expect(bytes).toHaveLength(10 + length + 3 * 3 * 8 * 8);
    const { file_name, label, index } = JSON.parse(readFileSync(`${cache}.json`, "utf8"));
    const records = [...some.records()];
    expect(file_name).toEqual(records.map((record) => record.file_name));
    expect(label).toEqual(records.map((record) => record.label));
    expect(index).toEqual(records.map((record) => record.index));
    const second = await dataset.store.read(index[1]);
    const { data } = await preprocess(second, { ...small, dtype: "uint8" });
    const at = 10 + length + 3 * 8 * 8;
    expect(bytes.subarray(at, at + 3 * 8 * 8)).toEqual(Buffer.from(data as Uint8Array));
  });

  test("serves every selection of it, in any order, floats or bytes, however normalised", async () => {
    const cache = cacheFile();
    await cacheTensors(dataset, small, cache);
    const preprocessings = [
      { ...small, dtype: "uint8" },
      { ...small, mean: [0.5, 0.5, 0.5], std: [0.5, 0.25, 0.125] },
      { ...small, rescale: 1, mean: [0, 128, 255], std: [1, 1, 1] },
    ] as const;
    const some = dataset.shuffle({ seed: 1 }).take(20).repeat(2);
    for (const preprocessing of preprocessings) {
      const run = () => digest(some.batches({ preprocessing, cache, workers: 1 }));
      expect(await makes(run, cache)).toBe(false);
      expect(await run()).toBe(await digest(some.batches({ preprocessing, workers: 0 })));
    }
  });

  test("has each example once", async () => {
    const cache = cacheFile();
    await cacheTensors(dataset.take(4).repeat(3), small, cache);
    expect(JSON.parse(readFileSync(`${cache}.json`, "utf8")).index).toHaveLength(4);
  });

  test.for([
    ["other examples", async () => ({ of: dataset.take(11) })],
    ["another size", async () => ({ preprocessing: { ...small, crop: 9 } })],
    ["another interpolation", async () => ({ preprocessing: { ...small, interpolation: "box" } })],
    ["another layout", async () => ({ preprocessing: { ...small, layout: "nhwc" } })],
    ["another DCT", async () => ({ dct: "fast" })],
    [
      "other data",
      async () => ({ of: (await openPictures(await archiveOfPictures(50))).take(10) }),
    ],
  ] as const)("is made anew for %s", async ([, change], { expect }) => {
    const cache = cacheFile();
    await cacheTensors(dataset.take(10), small, cache);
    const { of = dataset.take(10), ...changed } = (await change()) as { of?: typeof dataset };
    const wanted = { ...options, workers: 1, ...changed };
    const run = () => digest(of.batches({ ...wanted, cache }));
    expect(await makes(run, cache)).toBe(true);
    expect(await run()).toBe(await digest(of.batches(wanted)));
  });

  test("is made anew where margins are rounded otherwise", async () => {
    const cache = cacheFile();
    const rounded = { resize: 11, crop: 8 } as const;
    const floored = { ...rounded, cropOffset: "floor" } as const;
    await cacheTensors(dataset, rounded, cache);
    const expected = await digest(dataset.batches({ ...options, preprocessing: floored }));
    expect(expected).not.toBe(
      await digest(dataset.batches({ ...options, preprocessing: rounded })),
    );
    expect(await digest(dataset.batches({ ...options, preprocessing: floored, cache }))).toBe(
      expected,
    );
  });

  test("is made once for several who ask at once", async () => {
    const cache = cacheFile();
    let made = 0;
    const onProgress = ({ done }: { done: number }) => {
      if (done === 50) made++;
    };
    const making = () => cacheTensors(dataset, small, cache, { workers: 0, onProgress });
    await Promise.all(Array.from({ length: 5 }, making));
    expect(made).toBe(1);
    const run = () => digest(dataset.batches({ ...options, workers: 0, cache }));
    expect(await makes(run, cache)).toBe(false);
    expect(readdirSync(join(cache, "..")).sort()).toEqual(["tensors.npy", "tensors.npy.json"]);
  });

  test.for([
    ["lacks what was skipped", () => ({ skipped: undefined })],
    ["lacks the stamp", () => ({ stamp: undefined })],
    ["has no list of examples", () => ({ index: "0123456789" })],
    ["names an example twice", (index: number[]) => ({ index: index.with(9, index[8] as number) })],
  ] as const)("whose record %s is made anew", async ([, damage], { expect }) => {
    const cache = cacheFile();
    await cacheTensors(dataset.take(10), small, cache);
    const record = JSON.parse(readFileSync(`${cache}.json`, "utf8"));
    await writeFile(`${cache}.json`, JSON.stringify({ ...record, ...damage(record.index) }));
    const some = dataset.select([8, 0, 1]);
    const run = () => digest(some.batches({ ...options, workers: 0, cache }));
    expect(await makes(run, cache)).toBe(true);
    expect(await run()).toBe(await digest(some.batches({ ...options, workers: 0 })));
  });

  test("that is cut, or was copied over, is made anew", async () => {
    const cache = cacheFile();
    const other = cacheFile();
    const run = () => digest(dataset.batches({ ...options, cache }));
    const expected = await run();
    await truncate(cache, 1000);
    expect(await makes(run, cache)).toBe(true);
    await cacheTensors(dataset.take(50).shuffle({ seed: 1 }), small, other);
    await copyFile(other, cache);
    expect(await makes(run, cache)).toBe(true);
    expect(await run()).toBe(expected);
  });

  test("replaces no file that is none", async () => {
    const cache = cacheFile();
    await writeFile(cache, "mine");
    await expect(cacheTensors(dataset, small, cache)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "cache",
    });
    expect(readFileSync(cache, "utf8")).toBe("mine");
  });

  test("leaves nothing behind when it is not finished", async () => {
    const cache = cacheFile();
    const controller = new AbortController();
    const reason = new Error("enough");
    const { signal } = controller;
    const onProgress = () => controller.abort(reason);
    await expect(
      cacheTensors(dataset, small, cache, { signal, onProgress, workers: 1 }),
    ).rejects.toBe(reason);
    expect(readdirSync(join(cache, ".."))).toEqual([]);
  });

  test("knows what was skipped when it was made", async () => {
    const [bad = ""] = names(20).slice(7);
    const damaged = { [bad]: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]) };
    const path = await archiveOfPictures(20, damaged);
    const cache = cacheFile();
    const first = await openPictures(path, { onError: "skip" });
    const expected = await digest(first.batches({ ...options, workers: 0 }));
    await cacheTensors(first, small, cache);

    const later = await openPictures(path, { onError: "skip" });
    const run = () => digest(later.batches({ ...options, workers: 2, cache }));
    expect(await makes(run, cache)).toBe(false);
    expect(await run()).toBe(expected);
    expect(later.skipped.map(({ file_name }) => file_name)).toEqual([bad]);

    const strict = await openPictures(path);
    await expect(collect(strict.batches({ ...options, workers: 1, cache }))).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      image: bad,
    });
  });
});
