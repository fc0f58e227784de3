import { createHash } from "node:crypto";
import { readdirSync, readlinkSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import type { Worker } from "node:worker_threads";
import { twelveBitJpeg } from "@imagenet-v2/fixtures";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { opening, run } from "./built.ts";
import { archiveOfPictures, bytesOf, collect, names, openPictures, small } from "./pictures.ts";

const options = { preprocessing: small, batchSize: 4 } as const;
const everywhere = [0, 1, 2];

/** The names of 51 pictures in the order in which they are read. */
const inOrder = Array.from(
  (await openPictures(await archiveOfPictures(51))).records(),
  (record) => record.file_name,
);

describe("an image that cannot be decoded", () => {
  const [cut = "", page = "", deep = ""] = [inOrder[13], inOrder[29], inOrder[38]];
  const codes = { [cut]: "CORRUPT_IMAGE", [page]: "NOT_A_JPEG", [deep]: "UNSUPPORTED" };
  const open = async (onError: "throw" | "skip") => {
    const damaged = {
      [cut]: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]),
      [page]: Buffer.from("<html>"),
      [deep]: await twelveBitJpeg(),
    };
    return openPictures(await archiveOfPictures(51, damaged), { onError });
  };

  test.for(everywhere)("ends the batches with its name, %i threads", async (workers) => {
    const dataset = await open("throw");
    const run = dataset.batches({ ...options, workers })[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) expect((await run.next()).done).toBe(false);
    await expect(run.next()).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      image: cut,
      message: expect.stringContaining(cut),
    });
    expect((await run.next()).done).toBe(true);
  });

  test.for(everywhere)(
    "is left out where so asked, and the others move up, %i threads",
    async (workers) => {
      const dataset = await open("skip");
      const good = [...dataset.records()].filter(({ file_name }) => !(file_name in codes));
      for (const reuse of [false, true]) {
        const sizes: number[] = [];
        const fileNames: string[] = [];
        const hash = createHash("sha256");
        for await (const { image, file_name } of dataset.batches({ ...options, workers, reuse })) {
          sizes.push(image.shape[0]);
          fileNames.push(...file_name);
          hash.update(bytesOf(image.data));
        }
        expect(sizes).toEqual(Array(12).fill(4));
        expect(fileNames).toEqual(good.map(({ file_name }) => file_name));
        const some = dataset.select(good.map(({ index }) => dataset.indices.indexOf(index)));
        const expected = createHash("sha256");
        for await (const { image } of some.batches({ ...options, workers: 0, onError: "throw" })) {
          expected.update(bytesOf(image.data));
        }
        expect(hash.digest("hex")).toBe(expected.digest("hex"));
      }
      const skipped = dataset.skipped.map(({ file_name, error }) => [file_name, error]);
      expect(Object.fromEntries(skipped)).toMatchObject({
        [cut]: { code: "CORRUPT_IMAGE" },
        [page]: { code: "NOT_A_JPEG" },
        [deep]: { code: "UNSUPPORTED" },
      });
      expect(skipped.length).toBe(3);
    },
  );

  test.for(everywhere)(
    "shortens its own batch alone without refill, %i threads",
    async (workers) => {
      const dataset = await open("skip");
      const expected = [];
      for (let at = 0; at < inOrder.length; at += 2) {
        const good = inOrder.slice(at, at + 2).filter((name) => !(name in codes));
        if (good.length > 0) expected.push(good);
      }
      for (const reuse of [false, true]) {
        const how = { ...options, batchSize: 2, refill: false, workers, reuse };
        const batches = await collect(dataset.batches(how));
        expect(batches.map(({ file_name }) => file_name)).toEqual(expected);
        expect(batches.map(({ image }) => image.shape[0])).toEqual(expected.map((b) => b.length));
      }
    },
  );

  test.for(everywhere)("leaves no short batch with dropRemainder, %i threads", async (workers) => {
    const dataset = await open("skip");
    for (const reuse of [false, true]) {
      for (const [batchSize, sizes] of [
        [10, [10, 10, 10, 10]],
        [20, [20, 20]],
        [60, []],
      ] as const) {
        const how = { ...options, batchSize, dropRemainder: true, workers, reuse };
        const batches = dataset.batches(how);
        expect(batches.length).toBeUndefined();
        expect((await collect(batches)).map(({ label }) => label.length)).toEqual(sizes);
      }
    }
  });
});

describe("a thread", () => {
  const started: Worker[] = [];
  const onWorker = (worker: Worker) => started.push(worker);
  beforeEach(() => {
    started.length = 0;
    process.on("worker", onWorker);
  });
  afterEach(() => {
    process.off("worker", onWorker);
  });

  test.for([1, 3])("that dies is an error within a second, one of %i", async (workers) => {
    const dataset = await openPictures(await archiveOfPictures(50));
    const run = dataset.batches({ ...options, workers, prefetch: 1 })[Symbol.asyncIterator]();
    await run.next();
    const begun = performance.now();
    await started[0]?.terminate();
    const rest = collect({ [Symbol.asyncIterator]: () => run });
    await expect(rest).rejects.toMatchObject({
      code: "WORKER_DIED",
      // The first thread has begun; of three it may be another one that has.
      ...(workers === 1 && { fileName: expect.stringMatching(/^\d\/\d{40}\.jpeg$/) }),
      hint: expect.stringContaining("workers: 0"),
    });
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test("that dies before its first image is an error too", async () => {
    const dataset = await openPictures(await archiveOfPictures(5));
    const run = dataset.batches({ ...options, workers: 1 })[Symbol.asyncIterator]();
    const first = run.next();
    await vi.waitFor(() => expect(started).toHaveLength(1));
    await started[0]?.terminate();
    await expect(first).rejects.toMatchObject({ code: "WORKER_DIED", fileName: undefined });
  });

  test("that cannot open the data tells why", async () => {
    const path = await archiveOfPictures(5);
    const dataset = await openPictures(path);
    await appendFile(path, "more");
    await expect(collect(dataset.batches({ ...options, workers: 2 }))).rejects.toMatchObject({
      code: "DATA_CHANGED",
    });
  });

  test("does not outlive a break, an abort or an error", async () => {
    const threads = () => started.filter(({ threadId }) => threadId !== -1).length;
    const path = await archiveOfPictures(50);
    const dataset = await openPictures(path);

    for await (const _ of dataset.batches({ ...options, workers: 2 })) break;
    expect([started.length, threads()]).toEqual([2, 0]);

    const reason = new Error("enough");
    const controller = new AbortController();
    const aborted = async () => {
      for await (const _ of dataset.batches({
        ...options,
        workers: 2,
        signal: controller.signal,
      })) {
        controller.abort(reason);
      }
    };
    await expect(aborted()).rejects.toBe(reason);
    expect([started.length, threads()]).toEqual([4, 0]);

    await expect(
      collect(dataset.batches({ ...options, signal: AbortSignal.abort(reason) })),
    ).rejects.toBe(reason);
    expect(started).toHaveLength(4);
    if (process.platform === "linux") expect(timesOpen(path)).toBe(1);
  });

  test.runIf(process.platform === "linux")(
    "that is not wanted any more while it starts leaves no file open (needs Linux)",
    async () => {
      const open = () => readdirSync("/proc/self/fd").length;
      const dataset = await openPictures(await archiveOfPictures(5));
      const before = open();
      for (let wait = 0; wait < 100; wait += 10) {
        const signal = AbortSignal.timeout(wait);
        const batches = dataset.repeat(1000).batches({ ...options, workers: 3, signal });
        await expect(collect(batches)).rejects.toMatchObject({ name: "TimeoutError" });
      }
      expect(started).toHaveLength(30);
      expect(open() - before).toBeLessThan(4);
    },
  );

  test("stops waiting when aborted", async () => {
    const dataset = await openPictures(await archiveOfPictures(2));
    const reason = new Error("enough");
    for (const workers of [0, 1]) {
      const controller = new AbortController();
      const { signal } = controller;
      const run = dataset
        .repeat(10_000)
        .batches({ ...options, batchSize: 20_000, workers, signal });
      setTimeout(() => controller.abort(reason), 50);
      await expect(collect(run)).rejects.toBe(reason);
    }
  });
});

/** How many file descriptors of this process are open on a file. */
function timesOpen(path: string): number {
  const links = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return undefined;
    }
  });
  return links.filter((link) => link === path).length;
}

test("a run that nobody goes on with does not keep the process", async () => {
  const program = `${opening}
    const batches = dataset.batches({ preprocessing: "imagenet", batchSize: 2, workers: 2 });
    await batches[Symbol.asyncIterator]().next();
    console.log("left");
  `;
  expect(await run(program, await archiveOfPictures(50))).toBe("left");
});

test("waiting for an image in place of one left out keeps the process", async () => {
  const program = `${opening}
    const options = { preprocessing: "imagenet", batchSize: 1, workers: 1, onError: "skip" };
    let count = 0;
    for await (const _ of dataset.batches(options)) count++;
    console.log(count);
  `;
  const bad = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
  const damaged = Object.fromEntries(names(40).map((name) => [name, bad]));
  expect(await run(program, await archiveOfPictures(50, damaged))).toBe("10");
});
