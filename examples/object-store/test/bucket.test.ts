import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder, tinyJpeg, tinyPng, writeTar } from "@imagenet-v2/fixtures";
import { classFolders, type Dataset, datasetOf, load, type TensorBatch } from "imagenet-v2";
import { evaluate } from "imagenet-v2/evaluate";
import { expect, onTestFinished, test, vi } from "vitest";
import { openBucket } from "../bucket-store.ts";
import { localBucket } from "../local-bucket.ts";

const names = ["ant", "bee", "cow", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay & co"];
const spec = classFolders(names);
const dataDir = temporaryFolder();
const preprocessing = { resize: [8, 8], mean: [0, 0, 0], std: [1, 1, 1] } as const;

/** Three images a class, the class as the tenths of the red; one is a PNG, and one of "ant" is as red as "fox". */
const images: Record<string, Buffer> = {};
for (const [label, name] of names.entries()) {
  for (const n of [0, 1]) {
    const red = name === "ant" && n === 1 ? 5 : label;
    images[`${name}/${n}.jpg`] = await tinyJpeg({ color: [25 * red + 5, 60 * n, 0] });
  }
}
images["bee/2.png"] = (await tinyPng({ seed: 7 })).png;

async function bucketOf(files: Readonly<Record<string, Uint8Array>>, pageSize?: number) {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "pets", name)), { recursive: true });
    writeFileSync(join(folder, "pets", name), bytes);
  }
  writeFileSync(join(folder, "elsewhere.jpg"), "not in pets/");
  const bucket = await localBucket(folder, pageSize);
  onTestFinished(() => bucket.close());
  return { folder, bucket, url: `${bucket.url}pets/` };
}

async function fromArchive() {
  const archive = join(temporaryFolder(), "pets.tar");
  await writeTar(
    archive,
    Object.entries(images).map(([name, body]) => ({ name: `pets/${name}`, body })),
  );
  const dataset = await load(spec, { archive, split: "test", dataDir });
  onTestFinished(() => dataset.close());
  return dataset;
}

async function hashes({ store }: Pick<Dataset, "store">): Promise<unknown[]> {
  return Promise.all(
    Array.from({ length: store.length }, async (_, index) => [
      store.fileName(index),
      store.label(index),
      createHash("sha256")
        .update(await store.read(index))
        .digest("hex"),
    ]),
  );
}

async function batchesOf(
  dataset: Pick<Dataset, "batches">,
  workers: number,
): Promise<TensorBatch[]> {
  const batches: TensorBatch[] = [];
  for await (const batch of dataset.batches({ preprocessing, batchSize: 4, workers }))
    batches.push(batch);
  return batches;
}

test("gives the names, labels and bytes of the same images in an archive", async () => {
  const { url, bucket } = await bucketOf(images, 8);
  const dataset = datasetOf(await openBucket(url, spec));
  expect(dataset.length).toBe(21);
  expect(await hashes(dataset)).toEqual(await hashes(await fromArchive()));
  // 21 objects in pages of 8, and one range for each image.
  expect(bucket.log.filter((line) => line.includes("list-type"))).toHaveLength(3);
  expect(bucket.log.filter((line) => / bytes=0-\d+$/.test(line))).toHaveLength(21);
});

test("is read in batches by two threads, to the bit those of the archive", async () => {
  const { url } = await bucketOf(images);
  const expected = await batchesOf(await fromArchive(), 0);
  const batches = await batchesOf(datasetOf(await openBucket(url, spec)), 2);
  expect(batches).toHaveLength(6);
  expect(batches).toEqual(expected);
});

test("is evaluated with a model of as many outputs as it has classes", async () => {
  const { url } = await bucketOf(images);
  const dataset = datasetOf(await openBucket(url, spec));
  // A class is 25 of red, its own in the middle; the PNG's mean red is 112, which is an elk's.
  const model = ({ image: { data, shape } }: TensorBatch) => {
    const length = data.length / shape[0];
    const plane = length / 3;
    return Array.from({ length: shape[0] }, (_, i) => {
      let red = 0;
      for (let at = 0; at < plane; at++) red += data[i * length + at] as number;
      return names.map((_, c) => -Math.abs((255 * red) / plane - 25 * c - 5));
    });
  };
  const { scores, predictions } = await evaluate(model, dataset, { preprocessing, workers: 2 });
  expect(scores.top1).toMatchObject({ correct: 19, n: 21 });
  const wrong = predictions.filter(({ label, top }) => top[0] !== label);
  expect(wrong.map(({ file_name }) => file_name)).toEqual(["ant/1.jpg", "bee/2.png"]);
});

test("takes nothing of an object that was replaced since the bucket was listed", async () => {
  const { folder, url } = await bucketOf(images);
  const dataset = datasetOf(await openBucket(url, spec));
  writeFileSync(join(folder, "pets/cow/0.jpg"), images["cow/1.jpg"] as Buffer);
  await expect(batchesOf(dataset, 2)).rejects.toMatchObject({
    code: "DATA_CHANGED",
    message: expect.stringContaining("pets/cow/0.jpg was changed since it was listed."),
  });
});

test("a folder that is none of the classes is refused, other objects are named in the notes", async () => {
  const [jpeg] = Object.values(images) as [Buffer];
  const { url } = await bucketOf({ "ant/0.jpg": jpeg, "ant/readme.txt": Buffer.from("Ants.") });
  const { info } = await openBucket(url, spec);
  expect(info.notes).toContain("pets/ant/readme.txt is not an image in a class folder.");
  const other = await bucketOf({ "yak/0.jpg": jpeg });
  await expect(openBucket(other.url, spec)).rejects.toMatchObject({
    code: "UNEXPECTED_MEMBER",
    message: expect.stringContaining('"yak" is none of the classes'),
  });
});

test("ends its requests when the loop over its batches is aborted", async () => {
  const { url } = await bucketOf(images);
  const stopped = new AbortController();
  const seen: (AbortSignal | null | undefined)[] = [];
  const slow: typeof fetch = (input, init) => {
    if (new Headers(init?.headers).has("range")) {
      seen.push(init?.signal);
      stopped.abort(new Error("enough"));
    }
    return fetch(input, init);
  };
  const dataset = datasetOf(await openBucket(url, spec, { fetch: slow }));
  const reading = async () => {
    for await (const _ of dataset.batches({ preprocessing, workers: 2, signal: stopped.signal }));
  };
  await expect(reading()).rejects.toThrow("enough");
  expect(seen.length).toBeGreaterThan(0);
  for (const signal of seen) expect(signal?.aborted).toBe(true);
});

test("runs as its README says", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await import("../index.ts");
  expect(log.mock.calls.map((line) => line.join(" "))).toEqual([
    "12 images of cat, dog",
    "Note: The 2 classes are the folders, each named by its name.",
    "8 x 3 x 32 x 32 cat cat cat cat cat cat dog dog",
    "4 x 3 x 32 x 32 dog dog dog dog",
  ]);
});
