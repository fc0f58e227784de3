// Downloads in Chromium, from a server of another origin than the page's.
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import type { Variant } from "@imagenet-v2/core";
import type { FetchArchiveOptions, Progress } from "@imagenet-v2/fetch";
import {
  type FaultyServer,
  type OpenedPage,
  openPage,
  type PageOptions,
  servePage,
} from "@imagenet-v2/fixtures";
import { onTestFinished } from "vitest";

/** What a server must send for pages of other origins to see and resume its files. */
export const shared = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "content-range, etag",
};

const program = `
  import * as archives from "@imagenet-v2/fetch";

  const outcome = (work) => Promise.resolve().then(work).then(
    (value) => ({ value }),
    (error) => ({ error: { ...error, name: error.name, code: error.code, message: error.message, hint: error.hint } }),
  );
  const folder = async () => {
    const root = await navigator.storage.getDirectory();
    const ours = await root.getDirectoryHandle("imagenet-v2", { create: true });
    return ours.getDirectoryHandle("downloads", { create: true });
  };
  const progress = [];
  let controller;
  let fetching;

  globalThis.begin = (variant, options, calls) => {
    controller = new AbortController();
    const { signal } = controller;
    const onProgress = (event) => void progress.push(event);
    fetching = Array.from({ length: calls }, () =>
      outcome(() => archives.fetchArchive(variant, { ...options, signal, onProgress })));
  };
  globalThis.end = () => Promise.all(fetching);
  globalThis.abort = (reason) => controller.abort(new Error(reason));
  globalThis.told = () => progress;
  globalThis.call = (name, ...given) => outcome(() => archives[name](...given));
  globalThis.inWorker = (...given) => new Promise((resolve) => {
    const worker = new Worker("/fetching.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(given);
  });
  globalThis.spoil = async () => {
    for await (const entry of (await folder()).values()) {
      if (!entry.name.endsWith(".part")) continue;
      const writable = await entry.createWritable({ keepExistingData: true });
      await writable.write({ type: "write", position: 1000, data: new Uint8Array(100) });
      await writable.close();
    }
  };
  // By the browser's own means, and none of ours.
  globalThis.lying = async () => {
    const found = {};
    for await (const entry of (await folder()).values()) found[entry.name] = (await entry.getFile()).size;
    return found;
  };
  globalThis.sha256 = async (name) => {
    const file = await (await (await folder()).getFileHandle(name)).getFile();
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
`;

type Page = OpenedPage["page"];

/** The same in a worker of the page's own. */
const fetching = `
  import { fetchArchive } from "@imagenet-v2/fetch";
  onmessage = ({ data }) => fetchArchive(...data).then(
    (value) => postMessage({ value }),
    ({ code, message }) => postMessage({ error: { code, message } }),
  );
`;

interface Outcome {
  readonly value?: Record<string, unknown>;
  readonly error?: Record<string, unknown>;
}

/** A page's ways to download, and to look at what lies there afterwards. */
class Downloader {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async of(page: Page): Promise<Downloader> {
    await page.waitForFunction("globalThis.lying");
    return new Downloader(page);
  }

  async begin(variant: Variant, options: FetchArchiveOptions = {}, calls = 1): Promise<void> {
    await this.#run("begin", variant, { retries: 2, stallTimeout: 2000, ...options }, calls);
  }

  /** How the calls that were begun end. */
  end(): Promise<Outcome[]> {
    return this.#run("end");
  }

  async fetch(variant: Variant, options: FetchArchiveOptions = {}): Promise<Outcome> {
    await this.begin(variant, options);
    return (await this.end())[0] as Outcome;
  }

  fetchInWorker(variant: Variant, options: FetchArchiveOptions): Promise<Outcome> {
    return this.#run("inWorker", variant, options);
  }

  abort(reason: string): Promise<void> {
    return this.#run("abort", reason);
  }

  /** Calls another function of the package. */
  call(name: string, ...given: unknown[]): Promise<Outcome> {
    return this.#run("call", name, ...given);
  }

  progress(): Promise<Progress[]> {
    return this.#run("told");
  }

  /** The sizes of what lies in the folder of downloads: `archive`, `archive.part`, `archive.part.json`. */
  async lying(): Promise<Record<string, number>> {
    const found = await this.#run<Record<string, number>>("lying");
    return Object.fromEntries(
      Object.entries(found)
        .map(([name, size]) => [name.replace(/^.*\.tar\.gz/, "archive"), size] as const)
        .sort(),
    );
  }

  /** Overwrites a hundred bytes of a part with zeros. */
  spoil(): Promise<void> {
    return this.#run("spoil");
  }

  /** Of the archive as it lies there. */
  async sha256(): Promise<string | undefined> {
    const name = Object.keys(await this.#run<object>("lying")).find((name) => /\.gz$/.test(name));
    return name && (await this.#run("sha256", name));
  }

  #run<T>(name: string, ...given: unknown[]): Promise<T> {
    const list = given.map((value) => JSON.stringify(value) ?? "undefined");
    return this.page.evaluate(`${name}(${list})`) as Promise<T>;
  }
}

const served: PageOptions = {
  program,
  resolveDir: import.meta.dirname,
  workers: {
    "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";`,
    "/fetching.js": fetching,
  },
};

/** Serves the page, and what another server has under `/archives/`, from one origin. @returns the page's URL */
export async function serveBoth({ url: archives }: FaultyServer): Promise<string> {
  const page = await servePage(served);
  const server = createServer(({ url = "", headers }, response) => {
    const at = url.startsWith("/archives/") ? archives : page;
    const asked = request(new URL(url, at), { headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      pipeline(answer, response, () => {});
    });
    asked.on("error", () => response.destroy()).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Opens a page that downloads. */
export async function openDownloader(options: Partial<PageOptions> = {}) {
  const opened = await openPage({ ...served, ...options });
  const downloader = await Downloader.of(opened.page);
  const anotherTab = async () => {
    const page = await opened.browser.newPage();
    await page.goto(opened.url);
    return Downloader.of(page);
  };
  return { ...opened, downloader, anotherTab };
}

/** Waits until a server has sent so many bytes in all. */
export async function sent(server: FaultyServer, bytes: number): Promise<void> {
  while (server.sent < bytes) await new Promise((resolve) => setTimeout(resolve, 20));
}
