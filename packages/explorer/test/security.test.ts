import { once } from "node:events";
import { connect } from "node:net";
import { type ServedExplorer, serveExplorer } from "@imagenet-v2/explorer";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ask } from "./ask.ts";
import { datasetWith, imageName, pictures } from "./picture-store.ts";

const dataDir = temporaryFolder();
let explorer: ServedExplorer;

beforeAll(async () => {
  explorer = await serveExplorer({
    dataset: await datasetWith(await pictures()),
    port: 0,
    dataDir,
  });
});
afterAll(() => explorer.close());

const address = "/documents/index.json";

test.each([
  ["127.0.0.1:4650", undefined, 200],
  ["localhost:4650", undefined, 200],
  ["LOCALHOST", undefined, 200],
  ["[::1]:4650", undefined, 200],
  ["evil.example", undefined, 403],
  ["127.0.0.1.evil.example", undefined, 403],
  ["localhost.evil.example:4650", undefined, 403],
  ["localhost@evil.example", undefined, 403],
  ["127.0.0.1:4650", "http://127.0.0.1:4650", 200],
  ["127.0.0.1:4650", "http://127.0.0.1:4651", 403],
  ["127.0.0.1:4650", "https://evil.example", 403],
  ["127.0.0.1:4650", "null", 403],
])("host %s, origin %s: %i", async (host, origin, status) => {
  const headers = { host, ...(origin === undefined ? {} : { origin }) };
  expect((await ask(explorer.port, address, { headers })).status).toBe(status);
});

test.each([
  ["no-cors", 403],
  ["cors", 403],
  ["navigate", 200],
])("another site's request, mode %s: %i", async (mode, status) => {
  const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": mode };
  expect((await ask(explorer.port, address, { headers })).status).toBe(status);
});

test.each([
  "/../../etc/passwd",
  "/%2e%2e%2f%2e%2e%2fetc/passwd",
  "/images/..%2f..%2fetc%2fpasswd",
  "/images/0.jpeg%00",
  "/images/%00",
  "//",
  "//evil.example/x",
  "/images/-1.jpeg",
  "/images/1e9.jpeg",
  "/images/1;2.jpeg",
  "/images/0.5.jpeg",
  "/images/6.jpeg",
  "/images/9999999.jpeg",
  "/images/99999999999999999999.jpeg",
  "/thumbnails/6.jpeg",
  "/thumbnails/%5c..%5c.jpeg",
  "/documents/constructor.json",
  "/documents/__proto__.json",
  "/documents/../index.json",
  "/explorer.js/",
  "/index.html",
])("gives nothing at %s", async (path) => {
  const { status, headers } = await ask(explorer.port, path);
  expect(status).toBe(404);
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test.each(["http://127.0.0.1/images/0.jpeg", "*"])("refuses the address %s", async (path) => {
  expect((await ask(explorer.port, path)).status).toBe(400);
});

test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("refuses %s", async (method) => {
  const { status, headers } = await ask(explorer.port, address, { method });
  expect([status, headers.allow, headers.connection]).toEqual([405, "GET, HEAD", "close"]);
});

test("answers 414 to an address without end, 431 to such headers", async () => {
  expect((await ask(explorer.port, `/${"a".repeat(4000)}`)).status).toBe(414);
  const headers = { cookie: "a".repeat(20_000) };
  expect((await ask(explorer.port, address, { headers })).status).toBe(431);
});

test("does not take in the 100 MB of a request", async () => {
  const socket = connect(explorer.port, "127.0.0.1");
  socket.on("error", () => {}); // the other end may close while we write
  socket.write(
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${100 * 2 ** 20}\r\n\r\nbegin`,
  );
  let reply = "";
  socket.on("data", (chunk) => {
    reply += chunk;
  });
  await once(socket, "close");
  expect(reply).toMatch(/^HTTP\/1\.1 405 /);
});

test("answers HTTP/1.0 with a host, and refuses it without", async () => {
  const reply = async (head: string) => {
    const socket = connect(explorer.port, "127.0.0.1");
    socket.end(`GET ${address} HTTP/1.0\r\n${head}\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    return Buffer.concat(chunks).toString().split("\r\n", 1)[0];
  };
  expect(await reply("Host: localhost\r\n")).toBe("HTTP/1.1 200 OK");
  expect(await reply("")).toBe("HTTP/1.1 403 Forbidden");
});

const host = "Host: localhost\r\n";
const get = `GET ${address} HTTP/1.1\r\n`;

/** Bytes that Node answers itself if nobody else does, and with what. */
const unreadable: Readonly<Record<string, readonly [status: number, bytes: string]>> = {
  "what is not HTTP": [400, "hello\r\n\r\n"],
  "a request without a host": [400, `${get}\r\n`],
  "an unknown encoding of the body": [400, `${get}${host}Transfer-Encoding: x\r\n\r\n`],
  "headers above 16 kB": [431, `${get}${host}X: ${"x".repeat(20_000)}\r\n\r\n`],
  "an expectation that nobody knows": [417, `${get}${host}Expect: miracles\r\n\r\n`],
};

test.concurrent.each(Object.entries(unreadable))(
  "%s is answered with the policy",
  async (_, [status, bytes]) => {
    const socket = connect(explorer.port, "127.0.0.1");
    socket.write(bytes);
    let reply = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      reply += chunk;
    });
    await expect.poll(() => reply, { timeout: 20_000 }).toContain("\r\n\r\n");
    socket.destroy();
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const head = reply.split("\r\n\r\n", 1)[0]?.toLowerCase();
    expect(head).toContain("content-security-policy: default-src 'none'");
    expect(head).toContain("x-content-type-options: nosniff");
    expect(head).toContain("cache-control: no-store");
  },
);

test("does not write into an answer that has begun", async () => {
  const large = Buffer.alloc(32 * 2 ** 20);
  const dataset = await datasetWith({ [imageName(0, 0)]: large });
  const other = await serveExplorer({ dataset, port: 0, dataDir });
  onTestFinished(() => other.close());
  const socket = connect(other.port, "127.0.0.1");
  socket.write(`GET /images/0.jpeg HTTP/1.1\r\n${host}\r\n`);
  await once(socket, "readable");
  socket.write("hello\r\n\r\n");
  const chunks: Buffer[] = [];
  socket.on("error", () => {}).on("data", (chunk) => chunks.push(chunk));
  await once(socket, "close");
  expect(
    Buffer.concat(chunks)
      .toString("latin1")
      .match(/HTTP\/1\.1 \d+/g),
  ).toEqual(["HTTP/1.1 200"]);
});

test("does not ask for the body of a request that it refuses", async () => {
  const socket = connect(explorer.port, "127.0.0.1");
  socket.write(`POST / HTTP/1.1\r\n${host}Content-Length: 9\r\nExpect: 100-continue\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 405 /);
});

test("sends a policy without inline script, and no CORS header", async () => {
  const { headers } = await ask(explorer.port, address, { headers: { host: "localhost" } });
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["content-security-policy"]).not.toContain("unsafe");
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("a server that is open to the network asks for a token, which leaves the address", async () => {
  const dataset = await datasetWith(await pictures());
  const open = await serveExplorer({ dataset, host: "0.0.0.0", port: 0, dataDir });
  const headers = { host: `127.0.0.1:${open.port}` };
  const token = new URL(open.url).searchParams.get("token") ?? "";
  expect(token).toMatch(/^[\w-]{22}$/);
  expect((await ask(open.port, address, { headers })).status).toBe(401);
  expect((await ask(open.port, "/?token=wrongwrong", { headers })).status).toBe(401);

  const first = await ask(open.port, `/?token=${token}`, { headers });
  expect([first.status, first.headers.location]).toEqual([303, "./"]);
  const [cookie = ""] = first.headers["set-cookie"] ?? [];
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  const [pair = ""] = cookie.split(";");
  const known = { ...headers, cookie: `other=1; ${pair}` };
  expect((await ask(open.port, address, { headers: known })).status).toBe(200);
  await open.close();
});
