/// <reference lib="dom" />
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { serveExplorer } from "@imagenet-v2/explorer";
import {
  archiveOf,
  fiftyInStorageOrder,
  hasChromium,
  temporaryFolder,
  tinyJpeg,
} from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { describe, expect, onTestFinished, test } from "vitest";
import { ask, jsonOf } from "./ask.ts";
import { standaloneFolder } from "./static-server.ts";
import { drop, seesImages, useStandalone, violations } from "./use-standalone.ts";

const dataDir = temporaryFolder();
const archive = join(temporaryFolder(), "fifty.tar.gz");
const topDirectory = "imagenetv2-matched-frequency-format-val";
/** Of all shapes and colours; one of them a second time, one cut, one that is none. */
const jpeg = async (_: string, position: number) => {
  if (position === 7) return Buffer.from("no picture");
  const seed = position === 40 ? 3 : position;
  const picture = await tinyJpeg({ seed, width: 40 + 3 * seed, height: 64 });
  return position === 11 ? picture.subarray(0, picture.length - 300) : picture;
};
await archiveOf(archive, fiftyInStorageOrder, { topDirectory, jpeg });
const bytes = await readFile(archive);

/** The script that a worker of the page runs. */
const workerName = readdirSync(join(standaloneFolder, "assets")).find((name) =>
  /^worker-.*\.js$/.test(name),
);

describe.skipIf(!hasChromium)("the page without a server (needs Chromium)", () => {
  const open = useStandalone();

  test("opens the sample, with little script and without a complaint", async () => {
    const { page, asked, complaints } = await open();
    await seesImages(page, "67 images");
    const scripts = asked.filter((path) => /^\/assets\/.*\.js$/.test(path));
    const sizes = [...new Set(scripts)].map(
      async (path) => gzipSync(await readFile(join(standaloneFolder, path))).length,
    );
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`Script before the first picture: ${(total / 1000).toFixed(1)} kB gzipped.`);
    expect(total).toBeLessThan(120_000);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
  ] as const)("every view is accessible: %s, %d pixels", async (colorScheme, width) => {
    const { page, complaints } = await open();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await seesImages(page, "67 images");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Statistics" }).click();
    await page.getByRole("heading", { name: "Sharpness" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Near-duplicates" }).click();
    await page.getByText(/alike\./).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "From URL…" }).click();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("opens an archive that is picked: images, search, an image's details", async () => {
    const { page, complaints } = await open();
    await seesImages(page, "67 images");
    await page.setInputFiles("input[type=file]", archive);
    await seesImages(page, "50 images");
    await page.getByLabel(/^Search/).fill("goldfish");
    await expect.poll(() => page.locator(".count").innerText()).toMatch(/ of 50$/);
    await page.getByRole("gridcell").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("img", { name: /^goldfish/ }).waitFor();
    const href = await dialog.getByRole("link", { name: "Download original" }).getAttribute("href");
    expect(href).toMatch(/^blob:/);
    expect(complaints).toEqual([]);
  });

  test("opens an archive that is dropped", async () => {
    const { page } = await open();
    await drop(page, { "dropped.tar": bytes });
    await seesImages(page, "50 images");
  });

  test("opens an archive that lies beside it, by its URL and index", async () => {
    const store = await ArchiveStore.open(archive, { partial: true, dataDir });
    const index = Buffer.from(JSON.stringify(await store.index()));
    await store.close();
    const files = { "fifty.tar": bytes, "fifty.json": index };
    const { page, complaints } = await open({ files }, "?archive=fifty.tar&index=fifty.json");
    await seesImages(page, "50 images");
    expect(complaints).toEqual([]);
  });

  test("finds what the server finds: the same documents, number by number", async () => {
    const dataset = await load("imagenet_v2", { archive, partial: true, split: "test", dataDir });
    onTestFinished(() => dataset.close());
    const explorer = await serveExplorer({ dataset, port: 0, dataDir });
    onTestFinished(() => explorer.close());
    const { page } = await open();
    await page.setInputFiles("input[type=file]", archive);
    await seesImages(page, "50 images");
    // A worker of the page's own, asked as the page asks.
    const names = ["index", "classes", "sizes", "measures", "duplicates"];
    const found = await page.evaluate(
      async ([url, names, base64]) => {
        const worker = new Worker(url as string, { type: "module" });
        let next = 0;
        const call = (name: string, given: unknown) =>
          new Promise<unknown>((resolve) => {
            const id = next++;
            worker.addEventListener("message", ({ data }) => {
              if (data.id === id && !("progress" in data)) resolve(data.result ?? data.error);
            });
            worker.postMessage({ id, call: name, given });
          });
        const bytes = Uint8Array.from(atob(base64 as string), (letter) => letter.charCodeAt(0));
        await call("open", { archive: new File([bytes], "fifty.tar.gz") });
        const documents: unknown[] = [];
        for (const name of names as string[]) documents.push(await call("document", name));
        return documents;
      },
      [`assets/${workerName}`, names, bytes.toString("base64")] as const,
    );
    for (const [at, name] of names.entries()) {
      const expected = await documentOf(explorer.port, name);
      // Data of a page has no path, which the id is made of and the server's own page tells.
      const { id: _, opening: __, ...document } = found[at] as Record<string, unknown>;
      const { id: ___, opening: ____, ...same } = expected as Record<string, unknown>;
      expect(document, name).toEqual(same);
    }
  });

  test("asks for its own files, and for nothing else, in a whole session", async () => {
    const { page, url, requests } = await open();
    await seesImages(page, "67 images");
    await page.setInputFiles("input[type=file]", archive);
    await seesImages(page, "50 images");
    for (const tab of ["Statistics", "Near-duplicates", "Images"]) {
      await page.getByRole("link", { name: tab }).click();
    }
    await page.getByRole("gridcell").first().click();
    await page.getByRole("dialog").getByRole("img").first().waitFor();
    const own = new Set(
      readdirSync(standaloneFolder, { recursive: true }).map((file) => `${url}${file}`),
    );
    const others = requests.filter(
      (request) => request !== url && !own.has(request) && !request.startsWith("blob:"),
    );
    expect(others).toEqual([]);
  });

  test("works without its server once it was loaded", async () => {
    const { page, stopServer, complaints } = await open();
    await seesImages(page, "67 images");
    await page.evaluate(() => navigator.serviceWorker.ready);
    stopServer();
    await page.reload();
    await seesImages(page, "67 images");
    await page.getByRole("link", { name: "Statistics" }).click();
    await page.getByRole("heading", { name: "Sharpness" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("works where the server sends the policy for workers, too", async () => {
    const html = await readFile(join(standaloneFolder, "index.html"), "utf8");
    const [, policy = ""] = /content="(default-src [^"]+)"/.exec(html) ?? [];
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
    const { page, complaints } = await open({ headers: { "Content-Security-Policy": policy } });
    await seesImages(page, "67 images");
    await page.getByRole("link", { name: "Statistics" }).click();
    await page.getByRole("heading", { name: "Sharpness" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a thousand images looked at leave a bounded number of pictures in memory", async () => {
    const heavy = join(temporaryFolder(), "heavy.tar");
    // What follows a picture's end is stored, and sent, with it.
    const rest = Buffer.alloc(2 ** 20);
    const withRest = async (_: string, seed: number) =>
      Buffer.concat([await tinyJpeg({ seed }), rest]);
    await archiveOf(heavy, fiftyInStorageOrder, { topDirectory, jpeg: withRest });
    const { page } = await open();
    await page.evaluate(() => {
      const alive = new Set<string>();
      Object.assign(globalThis, { alive, most: 0 });
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (blob) => {
        const url = createObjectURL.call(URL, blob);
        alive.add(url);
        const seen = globalThis as unknown as { most: number };
        seen.most = Math.max(seen.most, alive.size);
        return url;
      };
      URL.revokeObjectURL = (url) => {
        alive.delete(url);
        revokeObjectURL.call(URL, url);
      };
    });
    await page.setInputFiles("input[type=file]", heavy);
    await seesImages(page, "50 images");
    await page.getByRole("gridcell").first().click();
    await page.getByRole("dialog").waitFor();
    for (let view = 0; view < 1000; view++) {
      await page.keyboard.press(view % 98 < 49 ? "ArrowRight" : "ArrowLeft");
    }
    await page.getByRole("dialog").getByRole("img").first().waitFor();
    const most = await page.evaluate(() => (globalThis as unknown as { most: number }).most);
    // Some of the sample, 50 thumbnails, and of the 50 pictures of 1 MB each not more than half.
    expect(most).toBeGreaterThan(60);
    expect(most).toBeLessThan(67 + 50 + 30);
  }, 120_000);
});

async function documentOf(port: number, name: string): Promise<unknown> {
  for (;;) {
    const reply = await ask(port, `/documents/${name}.json`);
    if (reply.status === 200) return jsonOf(reply);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
