import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { openPage } from "@imagenet-v2/fixtures";
import { onTestFinished } from "vitest";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** What page.js of a folder leaves as its outcome, in Chromium. */
export async function outcomeInPage(folder: string, archive: string, path: string) {
  const server = createServer(async ({ url = "" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const file = pathname === "/sample.tar" ? archive : join(folder, pathname);
    const content = await readFile(file).catch(() => undefined);
    const type = types[extname(pathname)] ?? "application/octet-stream";
    response.writeHead(content === undefined ? 404 : 200, { "content-type": type });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return outcomeAt(`http://127.0.0.1:${port}${path}`);
}

/** The same of a page that somebody serves. */
export async function outcomeAt(url: string) {
  const { page } = await openPage({ program: "", resolveDir: "", url });
  const outcome = await page.waitForFunction("globalThis.outcome");
  return outcome.jsonValue();
}
