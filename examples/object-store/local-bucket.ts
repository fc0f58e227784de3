// A bucket on this machine, to try the store with: lists a folder as S3 does and serves ranges of its files.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, sep } from "node:path";

export interface LocalBucket {
  readonly url: string;
  /** What was asked for, a line each: `GET /pets/cat/1.jpg bytes=0-99`. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** @param pageSize objects in a page of the list; S3's is 1000 */
export async function localBucket(folder: string, pageSize = 1000): Promise<LocalBucket> {
  const log: string[] = [];
  const server = createServer((request, response) => {
    log.push(`${request.method} ${request.url} ${request.headers.range ?? ""}`.trimEnd());
    answer(folder, pageSize, request, response).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  folder: string,
  pageSize: number,
  { url = "", headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  if (searchParams.has("list-type")) {
    const xml = await listed(folder, pageSize, searchParams);
    response.writeHead(200, { "Content-Type": "application/xml" }).end(xml);
    return;
  }
  const bytes = await readFile(join(folder, decodeURIComponent(pathname)));
  const etag = etagOf(bytes);
  if (headers["if-match"] !== undefined && headers["if-match"] !== etag) {
    response.writeHead(412).end();
    return;
  }
  const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  const end = to === "" ? bytes.length : Math.min(Number(to) + 1, bytes.length);
  response
    .writeHead(headers.range === undefined ? 200 : 206, {
      ETag: etag,
      "Content-Range": `bytes ${from}-${end - 1}/${bytes.length}`,
    })
    .end(bytes.subarray(Number(from), end));
}

async function listed(folder: string, pageSize: number, query: URLSearchParams): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join("/"))
    .filter((key) => key.startsWith(query.get("prefix") ?? ""))
    .sort();
  const from = Number(query.get("continuation-token") ?? 0);
  const page = keys.slice(from, from + pageSize);
  const contents = await Promise.all(
    page.map(async (key) => {
      const bytes = await readFile(join(folder, key));
      const fields = { Key: key, ETag: etagOf(bytes), Size: `${bytes.length}` };
      const inside = Object.entries(fields).map(
        ([name, text]) => `<${name}>${escaped(text)}</${name}>`,
      );
      return `<Contents>${inside.join("")}</Contents>`;
    }),
  );
  const next = from + pageSize;
  const more = next < keys.length ? `<NextContinuationToken>${next}</NextContinuationToken>` : "";
  return `<?xml version="1.0"?><ListBucketResult>${contents.join("")}${more}</ListBucketResult>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}
