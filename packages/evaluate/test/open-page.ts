// A page of Chromium that evaluates.
import { createRequire } from "node:module";
import { type OpenedPage, openPage, type PageOptions } from "@imagenet-v2/fixtures";
import type { Asked } from "./in-page.ts";

export interface EvaluatingPage extends OpenedPage {
  ask<K extends keyof Asked>(
    name: K,
    ...given: Parameters<Asked[K]>
  ): Promise<Awaited<ReturnType<Asked[K]>> & { refused?: { code: string; message: string } }>;
  /** Waits until a run that goes on has done so many images. */
  untilDone(images: number): Promise<void>;
}

const { resolve } = createRequire(import.meta.url);

/** What onnxruntime-web fetches lies beside the page's program. */
function served(url: string) {
  const name = url.split("/").at(-1) as string;
  return name.endsWith(".wasm")
    ? { path: resolve(`onnxruntime-web/${name}`), contentType: "application/wasm" }
    : { status: 404 };
}

/** @param again the profile and URL of a page before, whose origin's files this one has */
export async function evaluatingPage(
  again: Pick<PageOptions, "profile" | "url"> = {},
): Promise<EvaluatingPage> {
  const opened = await openPage({
    program: `import { ask, done } from "./in-page.ts"; Object.assign(globalThis, { ask, done });`,
    resolveDir: import.meta.dirname,
    workers: { "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";` },
    ...again,
  });
  const { page } = opened;
  await page.route(/\.(wasm|bin|onnx)$/, (route) => route.fulfill(served(route.request().url())));
  await page.waitForFunction("globalThis.ask");
  return {
    ...opened,
    ask: (name, ...given) =>
      page.evaluate(`ask(${JSON.stringify(name)}, ${JSON.stringify(given)})`),
    untilDone: async (images) => {
      await page.waitForFunction(`done() >= ${images}`);
    },
  };
}
