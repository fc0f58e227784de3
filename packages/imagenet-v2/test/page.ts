// Opens an archive in a browser, as a File that was picked: where it is, as it is copied into the origin's files, and again.
import { openPage, servePage, temporaryFolder } from "@imagenet-v2/fixtures";
import type { Page } from "playwright-core";
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

/** What playwright's pages and puppeteer's have in common. */
interface AnyPage {
  evaluate(code: string): Promise<unknown>;
  waitForFunction(code: string): Promise<unknown>;
  reload(): Promise<unknown>;
}

type Looks = Record<"file" | "copy" | "again", InPage>;

/**
 * The archive at a path as a page sees it.
 *
 * @returns `file`: without a copy; `copy`: opened for the first time, and copied; `again`: after a reload, in a worker
 */
export async function inChromium(path: string, how: HowMuch): Promise<Looks> {
  const page = await pageOf(program);
  return threeLooks(page, () => page.setInputFiles("input", path), how);
}

/** The same in Firefox. @param executablePath of Firefox */
export async function inFirefox(
  executablePath: string,
  path: string,
  how: HowMuch,
): Promise<Looks> {
  const { launch } = await import("puppeteer-core");
  const url = await servePage({ program, resolveDir: import.meta.dirname, workers });
  const browser = await launch({
    browser: "firefox",
    executablePath,
    userDataDir: temporaryFolder(),
    protocolTimeout: 0,
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  const pick = async () => {
    const input = await page.$("input[type=file]");
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
  };
  return threeLooks(page, pick, how);
}

async function threeLooks(
  page: AnyPage,
  pick: () => Promise<unknown>,
  how: HowMuch,
): Promise<Looks> {
  const ready = async () => {
    await page.waitForFunction("globalThis.lookInWorker");
    await pick();
  };
  const ask = async (call: string) => (await page.evaluate(call)) as InPage;
  const given = JSON.stringify(how);
  await ready();
  const file = await ask(`look(${given}, { keep: false })`);
  const copy = await ask(`look(${given})`);
  await page.reload();
  await ready();
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
