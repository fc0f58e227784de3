// A store of one's own that can only `read`: it is neither read without waiting nor opened again by threads.
import { readdirSync } from "node:fs";
import { datasetOf } from "@imagenet-v2/loader";
import type { Store } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { archiveOfPictures, collect, digest, names, openPictures, small } from "./pictures.ts";

const archive = await openPictures(await archiveOfPictures(90));
const options = { preprocessing: small, batchSize: 8 } as const;
const everywhere = [0, 1, 3];
const expected = await digest(archive.batches({ ...options, workers: 0 }));

interface Reads {
  /** Indices in the order in which reading them began. */
  readonly begun: number[];
  now: number;
  most: number;
}

/** What only reads, after a while, from the archive's store; `instead` gives other bytes, or throws. */
function ownStore(instead: (index: number) => Uint8Array | undefined = () => undefined) {
  const { store } = archive;
  const reads: Reads = { begun: [], now: 0, most: 0 };
  const own: Store = {
    info: { ...store.info, kind: "custom", path: "own" },
    length: store.length,
    shardLengths: store.shardLengths,
    fileName: (index) => store.fileName(index),
    label: (index) => store.label(index),
    byteLength: (index) => store.byteLength(index),
    async read(index, { signal } = {}) {
      reads.begun.push(index);
      reads.most = Math.max(reads.most, ++reads.now);
      try {
        await new Promise((resolve) => setTimeout(resolve, (index * 7) % 5));
        signal?.throwIfAborted();
        return instead(index) ?? (await store.read(index));
      } finally {
        reads.now--;
      }
    },
    archiveOrder: () => store.archiveOrder(),
    close: async () => {},
  };
  return { own, reads, dataset: datasetOf(own) };
}

test.for(everywhere)("gives the same batches with %i threads", async (workers) => {
  const { dataset, reads } = ownStore();
  const how = { ...options, workers };
  expect(await digest(dataset.batches(how))).toBe(expected);
  expect(await digest(dataset.batches({ ...how, reuse: true }))).toBe(expected);
  expect(reads.begun.length).toBe(180);
  expect(await digest(dataset.batches({ ...how, prefetch: 0 }))).toBe(expected);
  // Several at once and ahead of the threads, but not all.
  expect(reads.most).toBeGreaterThan(8);
  expect(reads.most).toBeLessThan(60);
});

test.for(everywhere)("is shuffled and cut with %i threads", async (workers) => {
  const { dataset } = ownStore();
  const cut = <T>(all: { shuffle(o: { seed: number }): { take(n: number): T } }) =>
    all.shuffle({ seed: 5 }).take(41);
  expect(await digest(cut(dataset).batches({ ...options, workers }))).toBe(
    await digest(cut(archive).batches({ ...options, workers: 0 })),
  );
});

describe("bytes that a store holds on to", () => {
  test.for(everywhere)("remain its own, with %i threads", async (workers) => {
    // All in one buffer, as Node's small buffers lie in.
    const images = await Promise.all(Array.from({ length: 90 }, (_, i) => archive.store.read(i)));
    const all = Buffer.concat(images);
    const starts = images.map((_, i) =>
      images.slice(0, i).reduce((n, { length }) => n + length, 0),
    );
    const { dataset } = ownStore((index) => {
      const start = starts[index] as number;
      return all.subarray(start, start + (images[index] as Uint8Array).length);
    });
    for (let epoch = 0; epoch < 2; epoch++) {
      expect(await digest(dataset.batches({ ...options, workers }))).toBe(expected);
    }
    expect(all.equals(Buffer.concat(images))).toBe(true);
  });
});

test.for(everywhere)("throws its own error, with %i threads", async (workers) => {
  class OutOfQuota extends Error {
    readonly bucket = "images";
  }
  const { dataset, reads } = ownStore((index) => {
    if (index === 37) throw new OutOfQuota("too many requests");
    return undefined;
  });
  const error = await collect(dataset.batches({ ...options, workers })).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(OutOfQuota);
  expect(error).toMatchObject({ bucket: "images" });
  expect(reads.now).toBe(0);
});

test.for(everywhere)("skips what cannot be decoded, with %i threads", async (workers) => {
  const { own } = ownStore((index) => (index === 4 ? new Uint8Array([1, 2, 3]) : undefined));
  const dataset = datasetOf(own, { onError: "skip" });
  const batches = await collect(dataset.batches({ ...options, workers }));
  const all = batches.flatMap(({ index }) => [...index]);
  expect(all.length).toBe(89);
  expect(all).not.toContain(4);
  expect(dataset.skipped).toMatchObject([{ index: 4, error: { code: "NOT_A_JPEG" } }]);
});

test.for(everywhere)("ends with the reason of an abort, with %i threads", async (workers) => {
  const { dataset, reads } = ownStore();
  const controller = new AbortController();
  const run = dataset
    .batches({ ...options, workers, signal: controller.signal })
    [Symbol.asyncIterator]();
  await run.next();
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(collect({ [Symbol.asyncIterator]: () => run })).rejects.toBe(reason);
  expect(reads.now).toBe(0);
});

test.for(everywhere)("ends its reads when the consumer stops, with %i threads", async (workers) => {
  const { dataset, reads } = ownStore();
  for await (const batch of dataset.batches({ ...options, workers })) {
    expect(batch.label.length).toBe(8);
    break;
  }
  expect(reads.now).toBe(0);
  expect(reads.begun.length).toBeLessThan(90);
});

test.skipIf(process.platform !== "linux")("leaves no file open", async () => {
  const { dataset } = ownStore();
  const open = () => readdirSync("/proc/self/fd").length;
  await digest(dataset.batches({ ...options, workers: 2 }));
  const before = open();
  for (let i = 0; i < 3; i++) await digest(dataset.batches({ ...options, workers: 2 }));
  expect(open()).toBe(before);
});

test("is not cached, as nothing tells when it changes", async () => {
  const { dataset } = ownStore();
  const batches = dataset.batches({ ...options, cache: "own.npy", workers: 0 });
  await expect(collect(batches)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    option: "cache",
    hint: expect.stringContaining("describe()"),
  });
});

test("has the names of its images", async () => {
  const { dataset } = ownStore();
  const batches = await collect(dataset.batches({ ...options, workers: 1 }));
  expect(batches.flatMap(({ file_name }) => file_name).toSorted()).toEqual(names(90).toSorted());
});
