// Opens an archive in Chromium, as a File that was picked and from the origin's own file system.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { chromiumOptions, temporaryFolder } from "@imagenet-v2/fixtures";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import type { Looked, Times } from "./look-through.ts";

export interface HowMuch {
  readonly images: number;
  readonly evaluated: number;
}

interface InPage {
  readonly looked: Looked;
  readonly times: Times;
}

/** What the page is asked for. A worker alone has handles that read without waiting. */
const program = `
  import { load } from "imagenet-v2";
  import { opfsSource } from "@imagenet-v2/storage";
  import { lookThrough } from "./look-through.ts";

  const open = async (archive, how) => {
    const began = performance.now();
    const dataset = await load("imagenet_v2", { archive, partial: true, split: "test" });
    const index = Math.round(performance.now() - began);
    const { looked, times } = await lookThrough(dataset, how);
    return { looked, times: { index, ...times } };
  };

  const copied = async (file) => {
    const root = await navigator.storage.getDirectory();
    const entry = await root.getFileHandle("archive.tar", { create: true });
    const handle = await entry.createSyncAccessHandle();
    const piece = 16 * 2 ** 20;
    for (let at = 0; at < file.size; at += piece) {
      handle.write(await file.slice(at, at + piece).arrayBuffer(), { at });
    }
    handle.flush();
    return handle;
  };

  const openCopy = async (file, how) => {
    const began = performance.now();
    const handle = await copied(file);
    const copy = Math.round(performance.now() - began);
    const { looked, times } = await open(await opfsSource(handle, { name: "archive.tar" }), how);
    handle.close();
    return { looked, times: { copy, ...times } };
  };

  if (typeof document === "undefined") {
    onmessage = ({ data: { file, how } }) =>
      openCopy(file, how).then(postMessage, ({ message, code }) => postMessage({ message, code }));
  } else {
    const picked = () => document.querySelector("input").files[0];
    globalThis.asFile = (how) => open(picked(), how);
    globalThis.asCopy = (how) =>
      new Promise((resolve, reject) => {
        const worker = new Worker("/program.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage({ file: picked(), how });
      });
  }
`;

/** The archive at a path as a page sees it. */
export async function inChromium(
  path: string,
  how: HowMuch,
): Promise<Record<"file" | "copy", InPage>> {
  const page = await pageOf(program);
  await page.waitForFunction("globalThis.asFile");
  await page.setInputFiles("input", path);
  const file = (await page.evaluate(`asFile(${JSON.stringify(how)})`)) as InPage;
  const copy = (await page.evaluate(`asCopy(${JSON.stringify(how)})`)) as InPage;
  return { file, copy };
}

/** A page with an input for a file, and a program that is bundled for it. */
export async function pageOf(program: string): Promise<Page> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    conditions: ["@imagenet-v2/source"],
    format: "esm",
    platform: "browser",
    write: false,
  });
  const code = outputFiles[0]?.text ?? "";
  const server = createServer(({ url }, response) => {
    const isProgram = url === "/program.js";
    response.setHeader("content-type", isProgram ? "text/javascript" : "text/html");
    response.end(
      isProgram
        ? code
        : `<!doctype html><input type=file><script type=module src=/program.js></script>`,
    );
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  // With a profile on the disk: without, the origin's files are kept in memory, and read slowly.
  const browser = await chromium.launchPersistentContext(temporaryFolder(), chromiumOptions);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page;
}
