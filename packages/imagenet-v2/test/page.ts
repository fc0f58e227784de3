// Opens an archive in Chromium, as a File that was picked: where it is, as it is copied into the origin's files, and again.
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
  import { lookThrough } from "./look-through.ts";

  const open = async (archive, how, options) => {
    const began = performance.now();
    const dataset = await load("imagenet_v2", { archive, partial: true, split: "test", ...options });
    const index = Math.round(performance.now() - began);
    const { looked, times } = await lookThrough(dataset, how);
    await dataset.close();
    return { looked, times: { index, ...times } };
  };

  if (typeof document === "undefined") {
    onmessage = ({ data: { file, how } }) =>
      open(file, how).then(postMessage, ({ message, code }) => postMessage({ message, code }));
  } else {
    const picked = () => document.querySelector("input").files[0];
    globalThis.look = (how, options) => open(picked(), how, options);
    globalThis.lookInWorker = (how) =>
      new Promise((resolve, reject) => {
        const worker = new Worker("/program.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage({ file: picked(), how });
      });
  }
`;

/**
 * The archive at a path as a page sees it.
 *
 * @returns `file`: without a copy; `copy`: opened for the first time, and copied; `again`: after a reload, in a worker
 */
export async function inChromium(
  path: string,
  how: HowMuch,
): Promise<Record<"file" | "copy" | "again", InPage>> {
  const page = await pageOf(program);
  const pick = async () => {
    await page.waitForFunction("globalThis.lookInWorker");
    await page.setInputFiles("input", path);
  };
  const ask = async (call: string) => (await page.evaluate(call)) as InPage;
  const given = JSON.stringify(how);
  await pick();
  const file = await ask(`look(${given}, { keep: false })`);
  const copy = await ask(`look(${given})`);
  await page.reload();
  await pick();
  const again = await ask(`lookInWorker(${given})`);
  return { file, copy, again };
}

/** Workers of ours, by the paths at which a bundled program looks for them. */
const workers = {
  "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";`,
  "/page-worker.js": `import "@imagenet-v2/loader/worker";`,
};

/** A page with an input for a file, and a program that is bundled for it. */
export async function pageOf(program: string): Promise<Page> {
  return (await openPage({ program, resolveDir: import.meta.dirname, workers })).page;
}
