import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromiumOptions } from "@imagenet-v2/fixtures";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import type { Material } from "./material.ts";
import type { Contender, Measurement } from "./measurement.ts";

interface How {
  readonly workers: number;
  readonly reuse?: boolean;
  /** Whether images are read from the picked file, and not from the page's copy of it. */
  readonly picked?: boolean;
  /** Whether the page shares memory with its workers. */
  readonly isolated?: boolean;
}

/** What the pages load, by the paths at which the library looks for its workers. */
const programs = {
  "/page.js": `
    import { load } from "imagenet-v2";
    const opened = new Map();
    const dataset = async (keep) => {
      const [archive] = document.querySelector("input").files;
      if (!opened.has(keep)) opened.set(keep, load("imagenet_v2", { archive, keep, partial: true, split: "test" }));
      return opened.get(keep);
    };
    globalThis.measure = async ({ images, picked, workers, reuse }) => {
      const some = (await dataset(picked !== true)).take(images);
      let begun;
      let count = 0;
      for await (const { label } of some.batches({ preprocessing: "imagenet", workers, reuse })) {
        if (begun === undefined) begun = performance.now();
        else count += label.length;
      }
      return { images: count, seconds: (performance.now() - begun) / 1000 };
    };
  `,
  "/page-worker.js": importing(import.meta.resolve("imagenet-v2/worker")),
  "/opfs-worker.js": importing(import.meta.resolve("@imagenet-v2/storage/opfs-worker")),
};

/** Pages in Chromium that have picked the archive. */
export async function openInChromium({ archive, images, workshop }: Material) {
  const code = new Map<string, string>();
  for (const [path, contents] of Object.entries(programs)) code.set(path, await bundle(contents));
  const server = createServer(({ url = "" }, response) => {
    // Workers of an isolated page need its policy, too; a page without does not mind.
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (url === "/isolated") response.setHeader("cross-origin-opener-policy", "same-origin");
    const program = code.get(url);
    response.setHeader("content-type", program === undefined ? "text/html" : "text/javascript");
    response.end(
      program ?? `<!doctype html><input type=file><script type=module src=/page.js></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  // On the disk, as what an origin stores is otherwise kept in memory.
  const profile = await mkdtemp(join(workshop, "chromium-"));
  const browser = await chromium.launchPersistentContext(profile, chromiumOptions);
  const open = async (path: string): Promise<Page> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await page.waitForFunction("globalThis.measure");
    await page.setInputFiles("input", archive);
    return page;
  };
  const pages = { isolated: await open("/isolated"), alone: await open("/") };
  const measure = (how: How, count: number) =>
    (how.isolated ? pages.isolated : pages.alone).evaluate<Measurement>(
      `measure(${JSON.stringify({ ...how, images: count })})`,
    );
  return {
    contender: (name: string, how: How): Contender => {
      // Not counted: the archive is read, and copied, when it is first opened.
      let opening: Promise<unknown> | undefined;
      return {
        name,
        async measure() {
          opening ??= measure(how, 64);
          await opening;
          return measure(how, images);
        },
      };
    },
    async close() {
      await browser.close();
      server.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

function importing(url: string): string {
  return `import ${JSON.stringify(fileURLToPath(url))};`;
}

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    // Of ours it says that chunks without side effects are left out.
    logLevel: "error",
    platform: "browser",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
