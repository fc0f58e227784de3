import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { archiveOf, builtPackage, temporaryFolder } from "@imagenet-v2/fixtures";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ask } from "./ask.ts";
import { imageName } from "./picture-store.ts";

/** More than the sockets' own buffers take: what a client does not read stays with the server. */
const imageBytes = 8 * 2 ** 20;
const largeImages = 3;

const dataDir = temporaryFolder();
const path = join(dataDir, "archive.tar.gz");
await archiveOf(
  path,
  Array.from({ length: largeImages + 1 }, (_, n) => imageName(n, n)),
  {
    topDirectory: "some",
    jpeg: (_, n) =>
      Buffer.alloc(n < largeImages ? imageBytes : 100, "\u00ff\u00d8\u00ff", "latin1"),
  },
);

/** A process of its own, so that its memory can be told from the clients'. */
const script = `
import { serveExplorer } from "@imagenet-v2/explorer";
import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
const { path, dataDir } = JSON.parse(process.env.SERVE_CHILD);
const dataset = datasetOf(await ArchiveStore.open(path, { dataDir, partial: true }));
const { port } = await serveExplorer({ dataset, dataDir, port: 0 });
const { fileName } = dataset.store;
const small = [...dataset.records()].findIndex(({ label }) => label === ${largeImages});
const sockets = () => process.getActiveResourcesInfo().filter((each) => each === "TCPSocketWrap").length;
process.on("message", (collect) => {
  if (collect) gc();
  const { rss, arrayBuffers } = process.memoryUsage();
  process.send({ rss, arrayBuffers, sockets: sockets() });
});
process.send({ port, small });
`;

let server: ChildProcess;
let port: number;
/** The number of the image that is not large. */
let small: number;
beforeAll(async () => {
  server = spawn(process.execPath, ["--expose-gc", "--input-type=module", "--eval", script], {
    cwd: builtPackage("explorer"),
    env: { ...process.env, SERVE_CHILD: JSON.stringify({ path, dataDir }) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  [{ port, small }] = await once(server, "message");
});
afterAll(() => void server.kill("SIGKILL"));

/** Memory in bytes, that of buffers apart, and sockets that are open. */
async function held({ collect = false } = {}): Promise<{
  rss: number;
  arrayBuffers: number;
  sockets: number;
}> {
  server.send(collect);
  const [told] = await once(server, "message");
  return told;
}

const head = (n: number) => `GET /images/${n}.jpeg HTTP/1.1\r\nHost: localhost\r\n`;

/** Each connects and then behaves as named; none of them closes. */
const slow: Readonly<Record<string, (socket: Socket, n: number) => unknown>> = {
  "sends its request byte by byte": async (socket, n) => {
    for (const byte of `${head(small)}X: ${"x".repeat(10_000)}`) {
      if (socket.destroyed) return;
      socket.write(byte);
      await setTimeout(200 + n);
    }
  },
  "never ends its request": (socket) => socket.write(head(small)),
  "never sends anything": () => {},
  "never reads its answer": (socket, n) => {
    const other = [0, 1, 2, 3].filter((each) => each !== small)[n % largeImages] as number;
    socket.pause().write(`${head(other)}\r\n`);
  },
  "never sends the body it announced": (socket) =>
    socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"),
};

test("what a client asked for is let go when it has left", async () => {
  const before = await held({ collect: true });
  const large = Array.from({ length: largeImages + 1 }, (_, n) => n).filter((n) => n !== small);
  for (let n = 0; n < 5; n++) {
    const client = connect(port, "127.0.0.1").pause();
    client.write(large.map((each) => `${head(each)}\r\n`).join(""));
    // Some of its answers wait behind the first, which it does not read.
    await expect
      .poll(async () => (await held()).arrayBuffers - before.arrayBuffers)
      .toBeGreaterThan(imageBytes);
    client.destroy();
  }
  await expect.poll(async () => (await held()).sockets).toBe(before.sockets);
  await expect
    .poll(async () => (await held({ collect: true })).arrayBuffers - before.arrayBuffers)
    .toBeLessThan(imageBytes);
});

const clientsOfEach = 100;

test("many clients slow on purpose hold nobody up, little memory, and no socket for long", {
  timeout: 120_000,
}, async () => {
  const before = await held();
  const clients: Socket[] = [];
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  for (const behave of Object.values(slow)) {
    for (let n = 0; n < clientsOfEach; n++) {
      const client = connect(port, "127.0.0.1");
      client.on("error", () => {}); // closed while we write
      await once(client, "connect");
      clients.push(client);
      behave(client, n);
    }
  }
  const waits: number[] = [];
  let most = 0;
  for (;;) {
    const began = performance.now();
    expect((await ask(port, `/images/${small}.jpeg`)).status).toBe(200);
    waits.push(performance.now() - began);
    const now = await held();
    most = Math.max(most, now.rss);
    if (now.sockets === before.sockets) break;
    await setTimeout(250);
  }
  const usual = waits.sort((a, b) => a - b)[waits.length >> 1];
  expect(usual).toBeLessThan(1000);
  // 100 answers of 8 MB that nobody reads would be 800.
  expect((most - before.rss) / 2 ** 20).toBeLessThan(400);
});
