// The batches of a page, beside those of Node. A page shares memory with its workers only where it is isolated.

import { appendFile } from "node:fs/promises";
import { hasChromium } from "@imagenet-v2/fixtures";
import { describe, expect, test, vi } from "vitest";
import { batchesPage, isolating } from "./page.ts";
import { archiveOfPictures, digest, names, openPictures, small } from "./pictures.ts";

// Each starts a browser and many workers.
vi.setConfig({ testTimeout: 120_000 });

const archive = await archiveOfPictures(50);
const dataset = await openPictures(archive);
const preprocessing = JSON.stringify(small);
const chromium = describe.skipIf(!hasChromium);

const pages = [
  ["isolated", isolating],
  ["not isolated", {}],
] as const;

chromium.for(pages)("a page that is %s (needs Chromium)", ([name, headers]) => {
  test("makes Node's batches, with any number of workers, kept or reused", async () => {
    const { ask } = await batchesPage({ archive, headers });
    expect(await ask("return crossOriginIsolated")).toBe(name === "isolated");
    for (const batchSize of [1, 8]) {
      const expected = await digest(dataset.batches({ preprocessing: small, batchSize }));
      const found = await ask(`
        const dataset = await open();
        const found = {};
        for (const workers of [0, 1, 2, 3])
          for (const more of [{}, { reuse: true }, { reuse: "private" }, { prefetch: 0 }])
            found[JSON.stringify({ workers, ...more })] = await digest(
              dataset.batches({ preprocessing: ${preprocessing}, batchSize: ${batchSize}, worker, workers, ...more }),
            );
        return found;
      `);
      expect(Object.keys(found as object)).toHaveLength(16);
      expect(new Set(Object.values(found as object))).toEqual(new Set([expected]));
    }
    expect(await ask("return { started: started.length, left: await left(), warnings }")).toEqual({
      // Without shared memory one batch at a time is one worker's.
      started: 2 * (3 * (1 + 2 + 3) + (name === "isolated" ? 1 + 2 + 3 : 3)),
      left: 0,
      warnings: [],
    });
  });

  test("makes them of its own copy of the archive, which workers read without waiting", async () => {
    const { ask } = await batchesPage({ archive, headers });
    const expected = await digest(dataset.batches({ preprocessing: small, batchSize: 8 }));
    const found = await ask(`
      const dataset = await open({ keep: true });
      const { place } = dataset.store.describe();
      const digests = [];
      for (const workers of [0, 1, 3])
        for (const reuse of [false, true])
          digests.push(await digest(dataset.batches({ preprocessing: ${preprocessing}, batchSize: 8, worker, workers, reuse })));
      for await (const _ of dataset.batches({ preprocessing: ${preprocessing}, batchSize: 8, worker, workers: 2 })) break;
      await dataset.close();
      // Nobody holds it.
      await clearOriginFiles();
      return { origin: "origin" in place, digests, left: await left() };
    `);
    expect(found).toEqual({ origin: true, digests: Array(6).fill(expected), left: 0 });
  });

  test("names a corrupt image, or leaves it out, as Node does", async () => {
    const [bad = ""] = names(14).slice(13);
    const damaged = await archiveOfPictures(50, {
      [bad]: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]),
    });
    const { ask } = await batchesPage({ archive: damaged, headers });
    const skipping = await openPictures(damaged, { onError: "skip" });
    for (const workers of [1, 2]) {
      for (const reuse of [false, true]) {
        for (const batchSize of [1, 4]) {
          const how = `{ preprocessing: ${preprocessing}, batchSize: ${batchSize}, workers: ${workers}, reuse: ${reuse}, worker }`;
          expect(await ask(`return told(digest((await open()).batches(${how})))`)).toMatchObject({
            code: "CORRUPT_IMAGE",
            image: bad,
            message: expect.stringContaining(bad),
          });
          const options = { preprocessing: small, batchSize, workers: 0 } as const;
          const skipped = await ask(`
            const dataset = await open({ onError: "skip" });
            const refilled = await digest(dataset.batches(${how}));
            const short = await digest(dataset.batches({ ...${how}, refill: false }));
            return { refilled, short, skipped: dataset.skipped.map(({ file_name }) => file_name) };
          `);
          expect(skipped).toEqual({
            refilled: await digest(skipping.batches(options)),
            short: await digest(skipping.batches({ ...options, refill: false })),
            skipped: [bad],
          });
        }
      }
    }
    expect(await ask("return left()")).toBe(0);
  });

  test("serves workers that cannot open the store, and throws the store's own error", async () => {
    const { ask } = await batchesPage({ archive, headers });
    const own = `
      const { store } = await open();
      const failing = new Set();
      const own = {
        info: { ...store.info, kind: "custom", path: "own" },
        length: store.length,
        shardLengths: store.shardLengths,
        fileName: (index) => store.fileName(index),
        label: (index) => store.label(index),
        byteLength: (index) => store.byteLength(index),
        async read(index, options) {
          if (failing.has(index)) throw Object.assign(new Error("too many requests"), { name: "OutOfQuota" });
          return store.read(index, options);
        },
        archiveOrder: () => store.archiveOrder(),
        close: async () => {},
      };
    `;
    const expected = await digest(dataset.batches({ preprocessing: small, batchSize: 8 }));
    for (const reuse of [false, true]) {
      const how = `{ preprocessing: ${preprocessing}, batchSize: 8, workers: 2, reuse: ${reuse}, worker }`;
      expect(await ask(`${own} return digest(datasetOf(own).batches(${how}))`)).toBe(expected);
      expect(
        await ask(`${own} failing.add(37); return told(digest(datasetOf(own).batches(${how})))`),
      ).toMatchObject({ name: "OutOfQuota", message: "too many requests" });
    }
    expect(
      await ask(`
        const { store } = await open();
        const images = {};
        for (let i = 0; i < store.length; i++) images[store.fileName(i)] = await store.read(i);
        const dataset = datasetOf(await MemoryStore.of(images));
        return digest(dataset.batches({ preprocessing: ${preprocessing}, batchSize: 8, workers: 2, worker }));
      `),
    ).toBe(expected);
  });

  test("leaves no worker behind a break, an abort or an error", async () => {
    const { ask } = await batchesPage({ archive, headers });
    const how = `{ preprocessing: ${preprocessing}, batchSize: 4, workers: 2, worker }`;
    expect(
      await ask(`
        for await (const _ of (await open()).batches(${how})) break;
        return [started.length, await left()];
      `),
    ).toEqual([2, 0]);
    expect(
      await ask(`
        const controller = new AbortController();
        const { signal } = controller;
        const error = await told((async () => {
          for await (const _ of (await open()).batches({ ...${how}, signal })) controller.abort(new Error("enough"));
        })());
        return { message: error.message, started: started.length, left: await left() };
      `),
    ).toEqual({ message: "enough", started: 4, left: 0 });
    // Before any has begun, and in the middle of a batch.
    expect(
      await ask(`
        const messages = [];
        for (const wait of [0, 20, 100]) {
          const signal = AbortSignal.timeout(wait);
          const batches = (await open()).repeat(1000).batches({ ...${how}, batchSize: 20_000, signal });
          messages.push((await told(collect(batches))).name);
        }
        return { messages, left: await left() };
      `),
    ).toEqual({ messages: Array(3).fill("TimeoutError"), left: 0 });
  });

  test.for([1, 3])("says that a worker died, one of %i", async (workers) => {
    const { ask } = await batchesPage({ archive, headers });
    const error = await ask(`
      const dataset = (await open()).repeat(1000);
      const run = dataset.batches({ preprocessing: ${preprocessing}, batchSize: 4, workers: ${workers}, prefetch: 3, reuse: ${workers === 1}, worker })[Symbol.asyncIterator]();
      await run.next();
      // One that has not begun is missed after a minute.
      while ((await alive()) < ${workers}) await new Promise((resolve) => setTimeout(resolve, 10));
      started[0].terminate();
      return told((async () => { while (!(await run.next()).done); })());
    `);
    expect(error).toMatchObject({
      code: "WORKER_DIED",
      // Of an image's turn it is known which.
      message: expect.stringMatching(/^A worker thread ended( at \d\/\d{40}\.jpeg)?\.$/),
      hint: expect.stringContaining("workers: 0"),
    });
    expect(await ask("return left()")).toBe(0);
  });

  test("makes no more than it may ahead of a slow consumer", async () => {
    const { ask } = await batchesPage({ archive, headers });
    const counts = await ask(`
      let made = 0;
      const worker = () => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.addEventListener("message", ({ data }) => { if (data.kind === "finished") made++; });
        return worker;
      };
      const counts = [];
      const options = { preprocessing: ${preprocessing}, batchSize: 2, workers: 2, prefetch: 3, worker };
      for await (const _ of (await open()).batches(options)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        counts.push(made);
      }
      return counts;
    `);
    // The one that the consumer has, and four slots.
    for (const [at, made] of (counts as number[]).entries())
      expect(made).toBeLessThanOrEqual(at + 5);
    expect(counts).toHaveLength(25);
  });
});

chromium("a worker that cannot start (needs Chromium)", () => {
  const how = `preprocessing: ${preprocessing}, batchSize: 8`;
  const refusal = {
    code: "WORKER_DIED",
    message: expect.stringContaining("cannot start"),
    hint: expect.stringMatching(/imagenet-v2\/worker.*worker-src.*option worker.*workers: 0/),
  };

  test("is an error where workers are asked for, that tells the way out", async () => {
    const { page, ask } = await batchesPage({ archive });
    for (const entry of ["/missing.js", "/broken.js", "data:text/plain,"]) {
      const worker = `new URL(${JSON.stringify(entry)}, location.href)`;
      expect(
        await ask(`return told(digest((await open()).batches({ ${how}, worker: ${worker} })))`),
        entry,
      ).toMatchObject(refusal);
    }
    for (const entry of ["() => ({})", `() => { throw new Error("not here"); }`]) {
      expect(
        await ask(`return told(digest((await open()).batches({ ${how}, worker: ${entry} })))`),
        entry,
      ).toMatchObject(refusal);
    }
    // Another program, which never answers.
    await page.clock.install();
    const silent = ask(
      `globalThis.waiting = told(digest((await open()).batches({ ${how}, worker: new URL("/silent.js", location.href) }))); globalThis.isWaiting = true; return waiting`,
    );
    await page.waitForFunction("globalThis.isWaiting && started.length > 0", undefined, {
      polling: "raf",
    });
    await page.clock.fastForward(60_001);
    expect(await silent).toMatchObject({
      ...refusal,
      message: expect.stringContaining("60 seconds"),
    });
    expect(await ask("return left()")).toBe(0);
  });

  test.for([
    ["whose file is missing", {}],
    ["that the CSP forbids", { "content-security-policy": "worker-src 'none'" }],
  ] as const)(
    "%s leaves the work to the calling thread, which says so once",
    async ([, headers]) => {
      const { ask } = await batchesPage({ archive, headers });
      const expected = await digest(dataset.batches({ preprocessing: small, batchSize: 8 }));
      const found = await ask(`
      const dataset = await open();
      const digests = [];
      for (const reuse of [false, true, "private"]) digests.push(await digest(dataset.batches({ ${how}, reuse })));
      const chosen = await told(digest(dataset.batches({ ${how}, workers: 1 })));
      return { digests, chosen, warnings };
    `);
      expect(found).toMatchObject({ digests: Array(3).fill(expected), chosen: refusal });
      expect((found as { warnings: string[] }).warnings).toEqual([
        expect.stringMatching(/calling thread.*cannot start.*imagenet-v2\/worker/),
      ]);
    },
  );

  test("is an error of one among several, too", async () => {
    const { ask } = await batchesPage({ archive });
    const found = await ask(`
      let calls = 0;
      const worker = () => {
        if (++calls === 2) throw new Error("one is enough");
        return new Worker("/worker.js", { type: "module" });
      };
      return told(digest((await open()).batches({ ${how}, workers: 2, worker })));
    `);
    expect(found).toMatchObject({ ...refusal, message: expect.stringContaining("one is enough") });
    expect(await ask("return left()")).toBe(0);
  });
});

chromium("a worker that has no room for a decoder (needs Chromium)", () => {
  // What V8 throws where it has no addresses for one more memory.
  const roomless = `WebAssembly.Instance = class { constructor() { throw new RangeError("no room"); } };`;
  const how = `preprocessing: ${preprocessing}, batchSize: 4, workers: 2`;
  const entries = {
    "leaves the work to the others": `() => new Worker(started.length % 2 === 0 ? "/roomless.js" : "/worker.js", { type: "module" })`,
    "leaves the work to the calling thread, where there are no others": `new URL("/roomless.js", location.href)`,
  };

  test.for(Object.entries(entries))("%s, and one warning says so", async ([, entry]) => {
    const { ask } = await batchesPage({ archive, workers: { "/roomless.js": roomless } });
    const expected = await digest(dataset.batches({ preprocessing: small, batchSize: 4 }));
    const found = await ask(`
      const dataset = await open();
      const digests = [];
      for (const reuse of [false, true])
        digests.push(await told(digest(dataset.batches({ ${how}, reuse, worker: ${entry} }))));
      return { digests, left: await left(), warnings };
    `);
    expect(found).toEqual({
      digests: [expected, expected],
      left: 0,
      warnings: [expect.stringContaining("There is no room for the memory of a decoder.")],
    });
  });
});

test.skipIf(!hasChromium)(
  "a file that changes after it was picked is an error (needs Chromium)",
  async () => {
    const picked = await archiveOfPictures(50);
    const { ask } = await batchesPage({ archive: picked });
    await ask("globalThis.dataset = await open()");
    await appendFile(picked, "more");
    expect(
      await ask(
        `return told(digest(dataset.batches({ preprocessing: ${preprocessing}, workers: 2, worker })))`,
      ),
    ).toMatchObject({ code: "DATA_CHANGED", message: expect.stringContaining("pictures.tar") });
    expect(await ask("return left()")).toBe(0);
  },
);

test.skipIf(!hasChromium)(
  "workers without SIMD, and without locks, make the same batches (needs Chromium)",
  async () => {
    const withoutSimd = `
      globalThis.validated = [];
      const { validate } = WebAssembly;
      // The kernel with vectors is asked for first.
      WebAssembly.validate = (bytes) => validated.push(bytes) > 1 && validate.call(WebAssembly, bytes);
      Object.defineProperty(navigator, "locks", { value: undefined });
    `;
    const { ask } = await batchesPage({
      archive,
      workers: { "/lesser.js": withoutSimd },
    });
    const expected = await digest(dataset.batches({ preprocessing: small, batchSize: 8 }));
    const how = `{ preprocessing: ${preprocessing}, batchSize: 8, workers: 2, worker: new URL("/lesser.js", location.href) }`;
    const found = await ask(`
      const dataset = await open();
      const held = [];
      for await (const _ of dataset.batches(${how})) held.push(await alive());
      return { held: Math.max(...held), digest: await digest(dataset.batches(${how})) };
    `);
    expect(found).toEqual({ held: 0, digest: expected });
  },
);
