// A page of Chromium that evaluates.
import { type OpenedPage, openPage, type PageOptions } from "@imagenet-v2/fixtures";
import type { Asked } from "./in-page.ts";

export interface EvaluatingPage extends Omit<OpenedPage, "page"> {
  ask<K extends keyof Asked>(
    name: K,
    ...given: Parameters<Asked[K]>
  ): Promise<Awaited<ReturnType<Asked[K]>> & { refused?: { code: string; message: string } }>;
  /** Waits until a run that goes on has done so many images. */
  untilDone(images: number): Promise<void>;
}

/** @param again the profile and URL of a page before, whose origin's files this one has */
export async function evaluatingPage(
  again: Pick<PageOptions, "profile" | "url"> = {},
): Promise<EvaluatingPage> {
  const { page, ...rest } = await openPage({
    program: `import { ask, done } from "./in-page.ts"; Object.assign(globalThis, { ask, done });`,
    resolveDir: import.meta.dirname,
    workers: { "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";` },
    ...again,
  });
  await page.waitForFunction("globalThis.ask");
  return {
    ...rest,
    ask: (name, ...given) =>
      page.evaluate(`ask(${JSON.stringify(name)}, ${JSON.stringify(given)})`),
    untilDone: async (images) => {
      await page.waitForFunction(`done() >= ${images}`);
    },
  };
}
