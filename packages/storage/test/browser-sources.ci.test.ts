// Files of a page, which Node does not have: chosen by the user, in the origin private file system, of another origin.
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { chromiumOptions, faultyServer, hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { numbered } from "./byte-source-conformance.ts";

const bytes = numbered(100_000);
const ranges = [
  [0, 10],
  [99_990, 10],
  [12_345, 6789],
  [100_000, 0],
] as const;
const expected = ranges.map(([offset, length]) => [...bytes.slice(offset, offset + length)]);

async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "iife",
    platform: "browser",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/** What both page and worker do. */
const common = `
  import * as storage from "@imagenet-v2/storage";
  const readAll = async (source) => {
    const parts = await Promise.all(${JSON.stringify(ranges)}.map(([at, length]) => source.read(at, length)));
    return parts.map((part) => Array.from(part));
  };
  const codeOf = (work) => work.then(() => "nothing thrown", ({ code, path, url, hint }) => ({ code, path, url, hint }));
  const numbered = ${numbered};
`;

/** A page of an origin that is trusted, which alone has a file system. */
async function openPage(program: string): Promise<Page> {
  const server = createServer((_, response) => response.end("<!doctype html><input type=file>"));
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  const browser = await chromium.launch(chromiumOptions);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: await bundle(common + program) });
  return page;
}

test.skipIf(!hasChromium)(
  "Chromium reads a File, and says when it was changed (needs Chromium)",
  async () => {
    const path = join(temporaryFolder(), "archive.tar");
    await writeFile(path, bytes);
    const page = await openPage(`
    globalThis.open = () => {
      const [file] = document.querySelector("input").files;
      globalThis.source = storage.blobSource(file);
      return readAll(source);
    };
    globalThis.again = () => codeOf(source.read(0, 10));
  `);
    await page.setInputFiles("input", path);
    expect(await page.evaluate("open()")).toEqual(expected);
    await writeFile(path, bytes.slice(0, 50_000));
    expect(await page.evaluate("again()")).toMatchObject({
      code: "DATA_CHANGED",
      path: "archive.tar",
    });
  },
);

test.skipIf(!hasChromium)(
  "Chromium reads a file of its own file system, and says when it was changed (needs Chromium)",
  async () => {
    const page = await openPage(`
    const write = async (handle, bytes) => {
      const writable = await handle.createWritable();
      await writable.write(bytes);
      await writable.close();
    };
    globalThis.run = async () => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle("archive.tar", { create: true });
      await write(handle, numbered(100_000));
      const source = await storage.opfsSource(handle);
      const parts = await readAll(source);
      await write(handle, numbered(50_000));
      const changed = await codeOf(source.read(0, 10));
      await root.removeEntry("archive.tar");
      const removed = await codeOf(storage.opfsSource(handle));
      return { name: source.name, size: source.size, parts, changed, removed };
    };
  `);
    expect(await page.evaluate("run()")).toMatchObject({
      name: "archive.tar",
      size: 100_000,
      parts: expected,
      changed: { code: "DATA_CHANGED", path: "archive.tar" },
      removed: { code: "NOT_FOUND", path: "archive.tar" },
    });
  },
);

test.skipIf(!hasChromium)(
  "a worker of Chromium reads by a sync access handle, without waiting (needs Chromium)",
  async () => {
    const worker = await bundle(`
    ${common}
    const run = async () => {
      const root = await navigator.storage.getDirectory();
      const file = await root.getFileHandle("archive.tar", { create: true });
      const handle = await file.createSyncAccessHandle();
      handle.write(numbered(100_000), { at: 0 });
      const source = await storage.opfsSource(handle, { name: "archive.tar" });
      const parts = await readAll(source);
      const into = new Uint8Array(10);
      source.readSync(99_990, into);
      handle.truncate(50_000);
      const changed = await codeOf(source.read(0, 10));
      handle.close();
      const closed = await codeOf(source.read(0, 10));
      return { size: source.size, parts, last: Array.from(into), changed, closed };
    };
    run().then(postMessage, ({ message }) => postMessage(message));
  `);
    const page = await openPage(`
    globalThis.run = (code) => new Promise((resolve) => {
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve(message);
    });
  `);
    expect(await page.evaluate(`run(${JSON.stringify(worker)})`)).toMatchObject({
      size: 100_000,
      parts: expected,
      last: expected[1],
      changed: { code: "DATA_CHANGED", path: "archive.tar" },
      closed: { code: "IO", path: "archive.tar" },
    });
  },
);

test.skipIf(!hasChromium)(
  "Chromium reads from another origin that allows it, and says what is missing where not (needs Chromium)",
  async () => {
    const allowed = {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "range, if-range",
    };
    const exposing = { ...allowed, "access-control-expose-headers": "content-range, etag" };
    const server = await faultyServer(Buffer.from(bytes), ({ url }) => {
      if (url === "/open") return { headers: exposing };
      return url === "/hidden" ? { headers: allowed } : {};
    });
    const page = await openPage(`
    globalThis.read = async (url) => readAll(await storage.httpSource(url));
    globalThis.refused = (url) => codeOf(storage.httpSource(url));
  `);
    expect(await page.evaluate(`read("${server.url}/open")`)).toEqual(expected);
    const hint = expect.stringMatching(/CORS.*expose Content-Range and ETag/);
    for (const path of ["/hidden", "/closed"]) {
      const url = server.url + path;
      expect(await page.evaluate(`refused("${url}")`)).toMatchObject({
        code: "NETWORK",
        url,
        hint,
      });
    }
  },
);
