// Archives that are picked in Chromium: read once, copied into the files of the page's origin, and found there again.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  hasChromium,
  type OpenedPage,
  openPage,
  type PageOptions,
  sharedFile,
} from "@imagenet-v2/fixtures";
import { load } from "imagenet-v2";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";

// Chromium is started several times, on a machine that has other things to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");

/** All images of a store, by name, each as its SHA-256. */
const hashing = `
  import { digest } from "@imagenet-v2/core/internal";
  const hashes = async (store, read) => {
    const found = {};
    for (let i = 0; i < store.length; i++) found[store.fileName(i)] = digest(await read(i));
    return found;
  };
`;

const program = `
  import { load } from "imagenet-v2";
  import { clearOriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
  ${hashing}
  const opened = [];
  const inWorker = (description) => new Promise((resolve) => {
    const worker = new Worker("/reader.js", { type: "module" });
    worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    worker.postMessage(description);
  });
  globalThis.open = async (options = {}, archive = document.querySelector("input").files[0]) => {
    const told = [];
    let bytes = 0;
    try {
      const onProgress = (progress) => { told.push(progress.note); bytes = Math.max(bytes, progress.bytes); };
      const { store } = await load("imagenet_v2", { archive, partial: true, split: "test", onProgress, ...options });
      opened.push(store);
      const description = store.describe();
      const { blob, ...place } = description.place;
      return {
        path: store.info.path,
        place: Object.keys(place).sort(),
        images: await hashes(store, (i) => store.read(i)),
        worker: await inWorker(description),
        read: bytes,
        notes: [...new Set(told)].filter((note) => note !== "looking for its images"),
      };
    } catch (error) {
      const { code, message, hint, path } = error;
      return { code, message, hint, path };
    }
  };
  globalThis.close = async () => { while (opened.length > 0) await opened.pop().close(); };
  globalThis.stored = async () => {
    const files = await openOriginFiles();
    const found = { archives: await files.list("archives"), index: await files.list("index") };
    await files.close();
    return [...found.archives, ...found.index].map(({ name, size }) => [name.replace(/[0-9a-f]{32}/, "…"), size]);
  };
  globalThis.clear = clearOriginFiles;
`;

const reader = `
  import { openStore } from "@imagenet-v2/stores";
  ${hashing}
  onmessage = async ({ data }) => {
    const store = await openStore(data);
    const read = store.readSync ? (i) => store.readSync(i) : (i) => store.read(i);
    postMessage({ isSync: store.readSync !== undefined, images: await hashes(store, read) });
    await store.close();
  };
`;

const workers = {
  "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";`,
  "/reader.js": reader,
};

interface Picking extends OpenedPage {
  open(options?: object): Promise<Record<string, unknown>>;
}

/** A page in which a file is picked. */
async function picking(path: string, options: Partial<PageOptions> = {}): Promise<Picking> {
  const opened = await openPage({
    ...{ program, workers, resolveDir: import.meta.dirname },
    ...options,
  });
  await pick(opened.page, path);
  return { ...opened, open: (how = {}) => opened.page.evaluate(`open(${JSON.stringify(how)})`) };
}

async function pick(page: Page, path: string): Promise<void> {
  await page.waitForFunction("globalThis.open && globalThis.stored");
  await page.setInputFiles("input", path);
}

const stored = (page: Page) => page.evaluate("stored()");

describe.skipIf(!hasChromium || archive === undefined)("an archive picked in a page", () => {
  const path = archive as string;
  let images: Record<string, string>;
  let bytes: Buffer;

  beforeAll(async () => {
    bytes = await readFile(path);
    const { store } = await load("imagenet_v2", { archive: path, partial: true, split: "test" });
    const all = Array.from({ length: store.length }, async (_, i) => [
      store.fileName(i),
      createHash("sha256")
        .update(await store.read(i))
        .digest("hex"),
    ]);
    images = Object.fromEntries(await Promise.all(all));
    expect(Object.keys(images)).toHaveLength(50);
  });

  const name = "imagenetv2-matched-frequency-50.tar.gz";
  const kept = () => ({
    path: name,
    place: ["identity", "name", "origin"],
    images,
    worker: { isSync: true, images },
    notes: [],
  });
  const fromFile = () => ({
    path: name,
    place: ["name"],
    images,
    worker: { isSync: false, images },
  });
  const copy = () => [
    ["….tar", bytes.length],
    ["archive-v1-….json", expect.any(Number)],
  ];

  test("is copied as it is read, and after a reload is there without being read (needs Chromium and ../shared)", async () => {
    const { open, page } = await picking(path);
    expect(await open()).toEqual({ ...kept(), read: bytes.length });
    expect(await stored(page)).toEqual(copy());
    await page.reload();
    await pick(page, path);
    expect(await open()).toEqual({ ...kept(), read: 0 });
    expect(await stored(page)).toEqual(copy());
    await page.evaluate("close()");
    await page.evaluate("clear()");
    expect(await stored(page)).toEqual([]);
  });

  test("is read where it is with keep: false, and in a page without https (needs Chromium and ../shared)", async () => {
    const { open, page, url } = await picking(path, {
      args: ["--host-resolver-rules=MAP insecure.test 127.0.0.1"],
    });
    expect(await open({ keep: false })).toMatchObject(fromFile());
    expect(await stored(page)).toEqual([]);
    await page.goto(url.replace("127.0.0.1", "insecure.test"));
    await page.waitForFunction("globalThis.open");
    await page.setInputFiles("input", path);
    expect(await open()).toMatchObject(fromFile());
  });
});
