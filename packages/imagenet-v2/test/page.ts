// Opens an archive in Chromium, as a File that was picked and from the origin's own file system.
import { openPage } from "@imagenet-v2/fixtures";
import type { Page } from "playwright-core";
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

/** Workers of ours, by the paths at which a bundled program looks for them. */
const workers = { "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";` };

/** A page with an input for a file, and a program that is bundled for it. */
export async function pageOf(program: string): Promise<Page> {
  return (await openPage({ program, resolveDir: import.meta.dirname, workers })).page;
}
