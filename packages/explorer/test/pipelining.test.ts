import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { serveExplorer } from "@imagenet-v2/explorer";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, onTestFinished, test } from "vitest";
import { ask } from "./ask.ts";
import { datasetWith, pictures, slowed } from "./picture-store.ts";

const images = await pictures();
const dataset = await datasetWith(images);
const dataDir = temporaryFolder();

/** What the README promises. */
const mostOfOne = 32;
const mostOfAll = 1024;

/** An explorer whose pictures are not read before they are released, and what is read of it. */
async function held() {
  const reads = { begun: 0, now: 0 };
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = slowed(dataset.store, async (read, signal) => {
    reads.begun++;
    reads.now++;
    const given = signal && once(signal, "abort").then(() => Promise.reject(signal.reason));
    try {
      await Promise.race([released, ...(given ? [given] : [])]);
      return await read();
    } finally {
      reads.now--;
    }
  });
  const { info } = dataset;
  const explorer = await serveExplorer({
    dataset: { store, info, records: () => dataset.records() },
    port: 0,
    dataDir,
  });
  onTestFinished(() => explorer.close());
  // The picture that is made in advance.
  await expect.poll(() => reads.begun).toBe(1);
  return { port: explorer.port, reads, release };
}

async function client(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {}); // closed while we write
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

const request = (n = 0) =>
  `GET /images/${n % dataset.length}.jpeg HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const requests = (count: number) => Array.from({ length: count }, (_, n) => request(n)).join("");

/** The numbers of whole answers that came in so far, each with its status. */
function statuses(received: string): string[] {
  return Array.from(received.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => status as string);
}

function listen(socket: Socket): () => string {
  let received = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    received += chunk;
  });
  return () => received;
}

test("answers requests that are sent all at once, in their order", async () => {
  const { port, release } = await held();
  const socket = await client(port);
  const received = listen(socket);
  socket.write(requests(mostOfOne));
  release();
  await expect.poll(() => statuses(received())).toHaveLength(mostOfOne);
  const lengths = Array.from(received().matchAll(/Content-Length: (\d+)/g), ([, n]) => Number(n));
  const stored = Array.from({ length: mostOfOne }, (_, n) =>
    dataset.store.byteLength(n % dataset.length),
  );
  expect(lengths).toEqual(stored);
});

test("closes a connection that sends request after request and waits for no answer", async () => {
  const { port, reads } = await held();
  const socket = await client(port);
  const batch = requests(1000);
  let sent = 0;
  while (!socket.destroyed && sent < 40 * 2 ** 20) {
    sent += batch.length;
    await new Promise<void>((done) => socket.write(batch, () => done()));
  }
  await expect.poll(() => socket.closed).toBe(true);
  expect(reads.begun).toBeLessThanOrEqual(1 + mostOfOne);
  await expect.poll(() => reads.now).toBe(1);
});

test("does nothing for a client that has left, however much it asked for", async () => {
  const { port, reads, release } = await held();
  const staying = await client(port);
  const received = listen(staying);
  staying.write(requests(mostOfOne));
  await expect.poll(() => reads.now).toBe(1 + mostOfOne);
  const sockets = () =>
    process.getActiveResourcesInfo().filter((each) => each === "TCPSocketWrap").length;
  const before = sockets();
  const leaving = await client(port);
  leaving.write(requests(mostOfOne));
  // Asked later and answered: so the requests above are in.
  expect((await ask(port, "/documents/index.json")).status).toBe(200);
  leaving.destroy();
  await expect.poll(sockets).toBe(before);
  release();
  await expect.poll(() => statuses(received())).toHaveLength(mostOfOne);
  expect(reads).toEqual({ begun: 1 + mostOfOne, now: 0 });
});

test("gives up the connections that have waited longest when too many requests wait", async () => {
  const { port, reads, release } = await held();
  const beyond = 8;
  const clients: { socket: Socket; received: () => string }[] = [];
  for (let n = 0; n < mostOfAll / mostOfOne + beyond; n++) {
    const socket = await client(port);
    clients.push({ socket, received: listen(socket) });
    socket.write(requests(mostOfOne));
    if (n === 0) await expect.poll(() => reads.now).toBe(1 + mostOfOne);
  }
  const closed = () => clients.filter(({ socket }) => socket.closed);
  await expect.poll(() => closed().length).toBe(beyond);
  expect(closed()).toContain(clients[0]);
  // One more is answered at the cost of those who have waited longer.
  expect((await ask(port, "/documents/index.json")).status).toBe(200);
  await expect.poll(() => closed().length).toBe(beyond + 1);
  release();
  for (const { socket, received } of clients) {
    if (!socket.closed) await expect.poll(() => statuses(received())).toHaveLength(mostOfOne);
  }
});
