import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The standalone page as it was built. */
export const standaloneFolder = fileURLToPath(new URL("../dist/standalone/", import.meta.url));

interface StaticOptions {
  /** On every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Files beside those of the page. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Files of the page that are not there. */
  readonly missing?: readonly string[];
  /** What workers run first: to take away what some browsers lack. */
  readonly atWorkerStart?: string;
}

/** A plain file server, which answers ranges, too. */
export async function serveStandalone({
  headers = {},
  files = {},
  missing = [],
  atWorkerStart = "",
}: StaticOptions = {}) {
  const asked: string[] = [];
  const server = createServer(async ({ url = "/", headers: { range } }, response) => {
    asked.push(url);
    const { pathname } = new URL(url, "http://localhost");
    const name = decodeURIComponent(pathname.slice(1)) || "index.html";
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
    let body = files[name] ?? (await readFile(join(standaloneFolder, name)).catch(() => undefined));
    if (/^assets\/[\w-]*worker-.*\.js$/.test(name)) {
      body = Buffer.from(`${atWorkerStart}${body}`);
    }
    if (body === undefined || missing.includes(name)) {
      response.writeHead(404).end("not here");
      return;
    }
    response.setHeader("Content-Type", types[extname(name)] ?? "application/octet-stream");
    response.setHeader("ETag", `"${body.length}"`);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    if (from === undefined) {
      response.end(body);
      return;
    }
    const part = body.subarray(Number(from), Number(to) + 1);
    response.setHeader("Content-Range", `bytes ${from}-${to}/${body.length}`);
    response.writeHead(206).end(part);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, asked, close: () => void server.close() };
}
