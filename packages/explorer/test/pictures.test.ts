import { request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { jpegHeader } from "@imagenet-v2/decode";
import { type ServedExplorer, serveExplorer } from "@imagenet-v2/explorer";
import { temporaryFolder, tinyJpeg, twelveBitJpeg } from "@imagenet-v2/fixtures";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, jsonOf } from "./ask.ts";
import { datasetWith, imageName, indexOf, pictures, slowed } from "./picture-store.ts";

const images = {
  ...(await pictures()),
  [imageName(5, 77)]: Buffer.from("<script>alert(1)</script>"),
  [imageName(6, 78)]: await tinyJpeg({ width: 800, height: 400, seed: 3 }),
  [imageName(7, 79)]: await twelveBitJpeg(),
};
const dataset = await datasetWith(images);
const at = (fileName: string) => indexOf(dataset.store, fileName);
const dataDir = temporaryFolder();
let explorer: ServedExplorer;
beforeAll(async () => {
  explorer = await serveExplorer({ dataset, port: 0, dataDir });
});
afterAll(() => explorer.close());

const some = imageName(0, 0);
const picture = `/images/${at(some)}.jpeg`;

test("gives the stored bytes by number", async () => {
  const { status, headers, body } = await ask(explorer.port, picture);
  expect([status, headers["content-type"]]).toEqual([200, "image/jpeg"]);
  expect(body).toEqual(images[some]);
});

test("answers HEAD with the head alone", async () => {
  const { status, headers, body } = await ask(explorer.port, picture, { method: "HEAD" });
  expect([status, headers["content-length"], body.length]).toEqual([
    200,
    `${images[some]?.length}`,
    0,
  ]);
});

test("sends nothing again that the browser has", async () => {
  const { etag = "" } = (await ask(explorer.port, picture)).headers;
  const again = await ask(explorer.port, picture, { headers: { "if-none-match": etag } });
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

test.each([
  ["bytes=0-9", 206, [0, 10]],
  ["bytes=-4", 206, [-4, undefined]],
  ["bytes=100-", 206, [100, undefined]],
  ["bytes=999999-", 416, [0, 0]],
  ["bytes=0-1,5-6", 200, [0, undefined]],
  ["lines=1-2", 200, [0, undefined]],
  ["bytes=x", 200, [0, undefined]],
])("range %s: %i", async (range, status, [from, to]) => {
  const reply = await ask(explorer.port, picture, { headers: { range } });
  expect(reply.status).toBe(status);
  expect(reply.body).toEqual(images[some]?.subarray(from, to));
});

test("a range of another version is the whole", async () => {
  const headers = { range: "bytes=0-9", "if-range": '"another"' };
  expect((await ask(explorer.port, picture, { headers })).status).toBe(200);
});

test("a picture may be kept for ever under the address that names its version", async () => {
  const { id } = jsonOf(await ask(explorer.port, "/documents/index.json"));
  const kept = await ask(explorer.port, `${picture}?v=${id}`);
  expect(kept.headers["cache-control"]).toBe("private, max-age=31536000, immutable");
  expect((await ask(explorer.port, picture)).headers["cache-control"]).toBe("private, no-cache");
});

test("makes thumbnails within 256 pixels, in the shape of the image", async () => {
  const { body } = await ask(explorer.port, `/thumbnails/${at(imageName(6, 78))}.jpeg`);
  expect(jpegHeader(body)).toMatchObject({ width: 256, height: 128 });
});

test("a corrupt image is told by name, and is inert; the rest goes on", async () => {
  const bad = at(imageName(5, 77));
  for (const [index, code] of [
    [bad, "NOT_A_JPEG"],
    [at(imageName(7, 79)), "UNSUPPORTED"],
  ] as const) {
    const { status, body } = await ask(explorer.port, `/thumbnails/${index}.jpeg`);
    expect([status, JSON.parse(body.toString()).code]).toEqual([422, code]);
  }
  const original = await ask(explorer.port, `/images/${bad}.jpeg`);
  expect(original.headers).toMatchObject({
    "content-type": "image/jpeg",
    "x-content-type-options": "nosniff",
  });
  expect((await ask(explorer.port, `/thumbnails/${at(some)}.jpeg`)).status).toBe(200);
});

test("500 requests that are given up leave nothing behind", async () => {
  const { store } = dataset;
  const reads = { now: 0 };
  const slow = slowed(store, async (read, signal) => {
    reads.now++;
    try {
      await setTimeout(20, undefined, { signal });
      return await read();
    } finally {
      reads.now--;
    }
  });
  const other = await serveExplorer({
    dataset: { store: slow, info: dataset.info, records: () => dataset.records() },
    port: 0,
    dataDir,
  });
  const sockets = () =>
    process.getActiveResourcesInfo().filter((each) => each === "TCPSocketWrap").length;
  const giveUp = (n: number) =>
    new Promise<void>((resolve) => {
      const kind = n % 2 === 0 ? "images" : "thumbnails";
      const path = `/${kind}/${n % store.length}.jpeg`;
      const asked = request({ host: "127.0.0.1", port: other.port, path, agent: false });
      asked.on("error", () => {}).on("close", resolve);
      asked.end(() => globalThis.setTimeout(() => asked.destroy(), n % 15));
    });
  await Promise.all(Array.from({ length: 500 }, (_, n) => giveUp(n)));
  await expect.poll(() => reads.now, { timeout: 10_000 }).toBe(0);
  await expect.poll(sockets, { timeout: 10_000 }).toBe(0);
  const began = performance.now();
  expect((await ask(other.port, `/images/${at(some)}.jpeg`)).body).toEqual(images[some]);
  expect(performance.now() - began).toBeLessThan(2000);
  await other.close();
});
