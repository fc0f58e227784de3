// Archives that are picked in Chromium: read once, copied into the files of the page's origin, and found there again.
import { createHash } from "node:crypto";
import { copyFile, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  hasChromium,
  type OpenedPage,
  openPage,
  type PageOptions,
  sharedFile,
  temporaryFolder,
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
  globalThis.progress = 0;
  const picked = () => document.querySelector("input").files[0];
  globalThis.open = async ({ archive = picked(), asBlob, threads = true, stop, ...options } = {}) => {
    const told = [];
    globalThis.progress = 0;
    try {
      const stopping = new AbortController();
      const onProgress = ({ note, bytes }) => {
        told.push(note);
        globalThis.progress = bytes;
        if (stop) stopping.abort(new Error("enough"));
      };
      const given = asBlob ? archive.slice() : archive;
      const { store } = await load("imagenet_v2", { archive: given, partial: true, split: "test", onProgress, signal: stopping.signal, ...options });
      opened.push(store);
      const description = store.describe();
      const { blob, ...place } = description.place;
      return {
        path: store.info.path,
        place: Object.keys(place).sort(),
        images: await hashes(store, (i) => store.read(i)),
        worker: threads ? await inWorker(description) : undefined,
        read: globalThis.progress,
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
  globalThis.clear = () => globalThis.close().then(clearOriginFiles);
  globalThis.put = async (path) => {
    const files = await openOriginFiles();
    const file = await files.open(path, "write");
    await file.truncate(0);
    await file.write(0, new Uint8Array(await picked().arrayBuffer()));
    await file.close();
    await files.close();
  };
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

/** What Node reads of an archive: the SHA-256 of each image by its name. */
async function imagesOf(archive: string): Promise<Record<string, string>> {
  const options = { archive, partial: true, split: "test", dataDir: temporaryFolder() } as const;
  const { store } = await load("imagenet_v2", options);
  const all = Array.from({ length: store.length }, async (_, i) => [
    store.fileName(i),
    createHash("sha256")
      .update(await store.read(i))
      .digest("hex"),
  ]);
  const found = Object.fromEntries(await Promise.all(all));
  await store.close();
  return found;
}

const stored = (page: Page) => page.evaluate("stored()");

describe.skipIf(!hasChromium || archive === undefined)("an archive picked in a page", () => {
  const path = archive as string;
  let images: Record<string, string>;
  let bytes: Buffer;

  beforeAll(async () => {
    bytes = await readFile(path);
    images = await imagesOf(path);
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

  test("is inflated into the copy where it is a gzip file, and refused where there is no place for one (needs Chromium and ../shared)", async () => {
    const packed = join(temporaryFolder(), name);
    await writeFile(packed, gzipSync(bytes));
    const { open, page } = await picking(packed);
    const size = (await readFile(packed)).length;
    const notes = ["unpacking the gzip copy"];
    expect(await open()).toEqual({ ...kept(), notes, read: size });
    expect(await stored(page)).toEqual(copy());
    await page.reload();
    await pick(page, packed);
    expect(await open()).toEqual({ ...kept(), read: 0 });
    expect(await open({ asBlob: true })).toMatchObject({ ...kept(), notes, path: "blob" });
    expect(await open({ asBlob: true })).toMatchObject({ ...kept(), path: "blob", read: 0 });
    await page.evaluate("clear()");
    expect(await open({ keep: false })).toMatchObject({
      code: "UNSUPPORTED",
      hint: expect.stringContaining("keep: false"),
    });
    expect(await stored(page)).toEqual([]);
  });

  test("that is none, or is damaged, is refused as in Node, and leaves nothing (needs Chromium and ../shared)", async () => {
    const folder = temporaryFolder();
    const flipped = Buffer.from(bytes);
    flipped.fill(0xff, 148, 156);
    const bomb = Buffer.concat([bytes.subarray(0, 512), Buffer.alloc(200 * 2 ** 20)]);
    const packed = gzipSync(bytes);
    const wrong: Record<string, [Buffer, string]> = {
      "empty.tar": [Buffer.alloc(0), "NOT_AN_ARCHIVE"],
      "a.zip": [Buffer.from("PK\x03\x04 and so on"), "NOT_AN_ARCHIVE"],
      "page.tar": [Buffer.from("<!doctype html><title>Sorry</title>"), "NOT_AN_ARCHIVE"],
      "zeros.tar": [Buffer.alloc(10_240), "NOT_AN_ARCHIVE"],
      "cut.tar": [bytes.subarray(0, 2_000_000), "CORRUPT_ARCHIVE"],
      "flipped.tar": [flipped, "CORRUPT_ARCHIVE"],
      "page.tar.gz": [gzipSync("<!doctype html><title>Sorry</title>"), "NOT_AN_ARCHIVE"],
      "empty.tar.gz": [gzipSync(""), "NOT_AN_ARCHIVE"],
      "cut.tar.gz": [gzipSync(bytes.subarray(0, 2_000_000)), "CORRUPT_ARCHIVE"],
      "bomb.tar.gz": [gzipSync(bomb), "HOSTILE_ARCHIVE"],
    };
    const { open, page } = await picking(path);
    for (const [file, [content, code]] of Object.entries(wrong)) {
      const at = join(folder, file);
      await writeFile(at, content);
      const inNode = await load("imagenet_v2", {
        archive: at,
        partial: true,
        dataDir: folder,
      }).catch((error: Error) => error.message.replaceAll(`${folder}/`, ""));
      await pick(page, at);
      expect(await open(), file).toMatchObject({ code, message: inNode });
    }
    // What a browser inflates ends with its first gzip member, and it does not tell what was wrong.
    const streams = [packed.subarray(0, -20_000), Buffer.concat([packed, packed])];
    for (const [i, content] of streams.entries()) {
      const at = join(folder, `${i}.tar.gz`);
      await writeFile(at, content);
      await pick(page, at);
      expect(await open()).toMatchObject({
        code: "CORRUPT_ARCHIVE",
        message: expect.stringMatching(
          /^\d\.tar\.gz: .* damaged, cut, or followed by something else/,
        ),
      });
    }
    expect(await stored(page)).toEqual([]);
  });

  test("that changes or goes after it was picked is DATA_CHANGED or NOT_FOUND, and a changed one is never taken for its copy (needs Chromium and ../shared)", async () => {
    const at = join(temporaryFolder(), name);
    await copyFile(path, at);
    const times = [new Date(2_000_000_000), new Date(2_000_000_000)] as const;
    await utimes(at, ...times);
    const { open, page } = await picking(at);
    expect(await open()).toMatchObject(kept());

    // Restored with the time and size it had, and another byte in its last image.
    const other = Buffer.from(bytes);
    other.writeUInt8(other.readUInt8(other.length - 1700) ^ 1, other.length - 1700);
    await writeFile(at, other);
    await utimes(at, ...times);
    const others = await imagesOf(at);
    expect(others).not.toEqual(images);
    await pick(page, at);
    expect(await open()).toMatchObject({
      images: others,
      worker: { images: others },
      read: bytes.length,
    });
    expect(await stored(page)).toHaveLength(4);

    await truncate(at, 4_000_000);
    expect(await open()).toMatchObject({ code: "DATA_CHANGED", path: name });
    await pick(page, at);
    await rm(at);
    expect(await open()).toMatchObject({
      code: "NOT_FOUND",
      hint: expect.stringMatching(/choose it again/),
    });
  });

  test("by two tabs at once is copied once, and right in both (needs Chromium and ../shared)", async () => {
    const { open, page, browser, url } = await picking(path);
    const tab = await browser.newPage();
    await tab.goto(url);
    await pick(tab, path);
    const both = await Promise.all([open(), tab.evaluate("open()")]);
    expect(both).toMatchObject([kept(), kept()].map(({ notes: _, ...seen }) => seen));
    expect(await stored(page)).toEqual(copy());
  });

  test("is copied from the start after the browser was killed, and nothing of the first copy is left (needs Chromium and ../shared)", async () => {
    const [large, small] = [join(temporaryFolder(), "large.tar"), path];
    await copyFile(path, large);
    // Zeros behind the end are padding.
    await truncate(large, 900 * 2 ** 20);
    const profile = temporaryFolder();
    const first = await picking(large, { profile });
    const ended = first.open().catch(({ message }: Error) => message);
    await first.page.waitForFunction(`globalThis.progress > ${100 * 2 ** 20}`);
    await first.kill();
    expect(await ended).toMatch(/closed/);

    const again = await picking(small, { profile, url: first.url });
    expect(await stored(again.page)).toEqual([["….tar.part", expect.any(Number)]]);
    await pick(again.page, large);
    expect(await again.open()).toMatchObject({ images, worker: { isSync: true, images } });
    expect(await stored(again.page)).toEqual([
      ["….tar", 900 * 2 ** 20],
      ["archive-v1-….json", expect.any(Number)],
    ]);
  });

  test("removes what a killed copy of another archive left (needs Chromium and ../shared)", async () => {
    const { open, page } = await picking(path);
    await page.evaluate(`put("archives/${"0".repeat(32)}.tar.part")`);
    await page.evaluate(`put("archives/${"1".repeat(32)}.tar")`);
    expect(await stored(page)).toHaveLength(2);
    expect(await open()).toMatchObject(kept());
    expect(await stored(page)).toEqual(copy());
  });

  test("is read from the file where the room ends half way, and that is said (needs Chromium and ../shared)", async () => {
    const [large, packed] = [join(temporaryFolder(), "large.tar"), join(temporaryFolder(), name)];
    await copyFile(path, large);
    await truncate(large, 100 * 2 ** 20);
    await writeFile(packed, gzipSync(bytes));
    const { open, page, browser, url } = await picking(large);
    const session = await browser.newCDPSession(page);
    const limit = (quotaSize: number) =>
      session.send("Storage.overrideQuotaForOrigin", { origin: new URL(url).origin, quotaSize });
    await limit(30 * 2 ** 20);
    const room =
      /a copy takes 100\.00 MiB, and the browser gave this site room for 16\.00 MiB of it/;
    expect(await open()).toMatchObject({
      ...fromFile(),
      path: "large.tar",
      notes: [expect.stringMatching(room)],
    });
    expect(await stored(page)).toEqual([]);
    await limit(3 * 2 ** 20);
    await pick(page, packed);
    expect(await open()).toMatchObject({
      code: "DISK_FULL",
      path: name,
      message: expect.stringMatching(/: a copy takes 5\.\d\d MiB, and .* room for 0 bytes of it/),
    });
    expect(await stored(page)).toEqual([]);
  });

  test("is read from the file where the page's policy forbids workers, and that is said (needs Chromium and ../shared)", async () => {
    const { page } = await picking(path, {
      headers: { "content-security-policy": "worker-src 'none'" },
    });
    const seen = await page.evaluate("open({ threads: false })");
    expect(seen).toMatchObject({
      ...fromFile(),
      worker: undefined,
      notes: [expect.stringMatching(/The worker for this site's stored files cannot start/)],
    });
    const packed = join(temporaryFolder(), name);
    await writeFile(packed, gzipSync(bytes));
    await pick(page, packed);
    expect(await page.evaluate("open({ threads: false })")).toMatchObject({
      code: "WORKER_DIED",
      hint: expect.stringContaining("worker-src 'self'"),
    });
  });

  test("stops when told to, and leaves nothing (needs Chromium and ../shared)", async () => {
    const large = join(temporaryFolder(), "large.tar");
    await copyFile(path, large);
    await truncate(large, 100 * 2 ** 20);
    const { open, page } = await picking(large);
    expect(await open({ stop: true })).toEqual({ message: "enough" });
    expect(await stored(page)).toEqual([]);
  });

  test("may be a path among the origin's files, which is walked once (needs Chromium and ../shared)", async () => {
    const { open, page } = await picking(path);
    await page.evaluate(`put("downloads/a.tar")`);
    const seen = { ...kept(), path: "downloads/a.tar" };
    expect(await open({ archive: "downloads/a.tar" })).toEqual({ ...seen, read: bytes.length });
    expect(await open({ archive: "downloads/a.tar" })).toEqual({ ...seen, read: 0 });
    await page.evaluate("close()");
    await page.evaluate(`put("downloads/a.tar")`);
    expect(await open({ archive: "downloads/a.tar" })).toEqual({ ...seen, read: bytes.length });
    expect(await open({ archive: "downloads/b.tar" })).toMatchObject({
      code: "NOT_FOUND",
      hint: expect.stringContaining("as a File"),
    });
    expect(await open({ archive: "/home/me/a.tar" })).toMatchObject({ code: "INVALID_OPTION" });
  });
});
