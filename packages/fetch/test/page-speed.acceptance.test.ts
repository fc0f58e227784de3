import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hasChromium } from "@imagenet-v2/fixtures";
import { expect, onTestFinished, test } from "vitest";
import { archiveBytes, sha256Of, variantOf } from "./archives.ts";
import { openDownloader, shared } from "./page.ts";

const length = 200_000_000;

/** Longest time in which the page did nothing else, from now until it is asked, in milliseconds. */
const watch = `
  globalThis.longest = 0;
  let last = performance.now();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    setTimeout(() => { last = performance.now(); port2.postMessage(0); }, 1);
  };
  port2.postMessage(0);
`;

test.skipIf(!hasChromium)(
  "a page that downloads and hashes 200 MB goes on answering (needs Chromium)",
  async () => {
    const bytes = archiveBytes(length);
    const server = createServer((_, response) => {
      response.writeHead(200, { ...shared, "content-length": length }).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const variant = variantOf(bytes);
    const { downloader } = await openDownloader();
    await downloader.page.evaluate(watch);
    const timed = async (work: () => Promise<object>) => {
      const began = performance.now();
      const outcome = await work();
      const milliseconds = performance.now() - began;
      return { outcome, milliseconds, speed: `${Math.round(length / 1000 / milliseconds)} MB/s` };
    };
    const download = await timed(() => downloader.fetch(variant, { baseUrl }));
    const hash = await timed(() => downloader.call("verifyArchive", variant));
    const longest = await downloader.page.evaluate("longest");
    console.log({ download: download.speed, readAndHash: hash.speed, longest });
    expect(download.outcome).toHaveProperty("value");
    expect(hash.outcome).toMatchObject({ value: { sha256: sha256Of(bytes), valid: true } });
    // Hashed at once, it would have been all of that time.
    expect(longest).toBeLessThan(hash.milliseconds / 4);
  },
  300_000,
);
