import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { chromiumOptions, hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { ArchiveStore } from "@imagenet-v2/stores";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";

/** In the page: the SHA-256 of each JPEG's pixels as the kernel decodes it. */
const program = `
  import { createKernel } from "@imagenet-v2/decode/kernel";

  const kernel = createKernel();
  globalThis.hashes = (jpegs) =>
    Promise.all(jpegs.map(async (base64) => {
      const { data } = kernel.decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
      return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }));
`;

test.skipIf(!hasChromium)(
  "a browser decodes every picture to libjpeg's pixels (needs Chromium)",
  async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
      bundle: true,
      conditions: ["@imagenet-v2/source"],
      format: "iife",
      platform: "browser",
      write: false,
    });
    // Hashing takes a page with an origin that is trusted.
    const server = createServer((_, response) => response.end("<!doctype html>")).listen(0);
    onTestFinished(() => void server.close());
    const browser = await chromium.launch(chromiumOptions);
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });

    const archive = await sampleArchive({ dataDir: temporaryFolder() });
    const store = await ArchiveStore.open(archive, { partial: true, dataDir: temporaryFolder() });
    const jpegs: Uint8Array[] = [];
    for (let index = 0; index < store.length; index++) jpegs.push(await store.read(index));
    await store.close();
    const wanted = await Promise.all(
      jpegs.map(async (jpeg) => {
        const pixels = await sharp(jpeg, { ignoreIcc: true }).raw().toBuffer();
        return createHash("sha256").update(pixels).digest("hex");
      }),
    );
    const base64 = jpegs.map((jpeg) => Buffer.from(jpeg).toString("base64"));
    const got = await page.evaluate(`hashes(${JSON.stringify(base64)})`);
    expect(wanted.length).toBeGreaterThan(50);
    expect(got).toEqual(wanted);
  },
);
