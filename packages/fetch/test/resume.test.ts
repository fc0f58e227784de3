import { rmSync } from "node:fs";
import { join } from "node:path";
import { fetchArchive } from "@imagenet-v2/fetch";
import { faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, leavePart, lyingAbout, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes();
const url = (base: string) => `${base}/imagenetv2-top-images.tar.gz`;

describe("goes on where it was cut", () => {
  test.each([
    ["by a FIN", { cutAfter: 300_000 }],
    ["by a reset", { cutAfter: 300_000, reset: true }],
    ["by silence", { stallAfter: 300_000 }],
    ["without a validator", { cutAfter: 300_000, headers: { etag: undefined } }],
    ["with a weak validator", { cutAfter: 300_000, headers: { etag: 'W/"x"' } }],
    ["without a length", { cutAfter: 300_000, headers: { "content-length": undefined } }],
  ])("%s", async (_, fault) => {
    const server = await faultyServer(bytes, () => fault);
    const { variant, path, options, progress } = setting(bytes);
    await fetchArchive(variant, { ...options, stallTimeout: 1000, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(server.sent).toBeLessThan(1.1 * bytes.length);
    expect(progress.at(-1)?.retries).toBe(3);
  });
});

test("asks for the rest of the very same file", async () => {
  const server = await faultyServer(bytes, (_, n) => (n === 0 ? { cutAfter: 400_000 } : {}));
  const { variant, options } = setting(bytes);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(
    server.log.map(({ range, headers, status }) => [range, headers["if-range"], status]),
  ).toEqual([
    [undefined, undefined, 200],
    ["bytes=400000-", server.etag, 206],
  ]);
});

test("asks for the rest again when the server sends less than asked for", async () => {
  const part = { content: undefined };
  const server = await faultyServer(bytes, ({ range }) => {
    if (range === undefined) return { ...part, cutAfter: 100_000 };
    const from = Number(/\d+/.exec(range)?.[0]);
    const to = Math.min(from + 250_000, bytes.length);
    return {
      headers: {
        "content-range": `bytes ${from}-${to - 1}/${bytes.length}`,
        "content-length": String(to - from),
      },
      cutAfter: to - from,
    };
  });
  const { variant, path, options, progress } = setting(bytes);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(sameBytes(path, bytes)).toBe(true);
  expect(progress.at(-1)?.retries).toBe(1);
});

test("says so when the server sends the file from its beginning again", async () => {
  const server = await faultyServer(bytes, (_, n) =>
    n === 0 ? { cutAfter: 400_000 } : { ignoreRange: true },
  );
  const { variant, path, options, progress } = setting(bytes);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(sameBytes(path, bytes)).toBe(true);
  const told = progress.filter(({ note }) => note?.includes("from its beginning"));
  expect(told).toMatchObject([{ phase: "downloading", bytes: 0 }]);
});

test("the next run goes on from the part of the last", async () => {
  const server = await faultyServer(bytes, (_, n) => (n < 1 ? { cutAfter: 700_000 } : {}));
  const { variant, path, options, progress } = setting(bytes);
  const baseUrl = server.url;
  await expect(fetchArchive(variant, { ...options, baseUrl, retries: 0 })).rejects.toMatchObject({
    code: "NETWORK",
  });
  expect(lyingAbout(path)).toEqual(["archive.part"]);
  await fetchArchive(variant, { ...options, baseUrl });
  expect(server.sent).toBe(bytes.length);
  expect(progress.at(-1)?.resumedFrom).toBe(700_000);
  expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
});

test("a part that is whole already needs no request", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  leavePart(path, bytes, { url: url(server.url) });
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(server.log).toHaveLength(0);
  expect(sameBytes(path, bytes)).toBe(true);
});

describe("a part in any state gives the right bytes:", () => {
  test.each([
    ["no state", bytes.subarray(0, 500_000), undefined],
    ["an empty state", bytes.subarray(0, 500_000), ""],
    ["a state that is no JSON", bytes.subarray(0, 500_000), "{"],
    ["of another file", archiveBytes(500_000, 7), { url: "http://x/", etag: '"x"' }],
    ["flipped", archiveBytes(1_000_003).fill(0, 5, 6).subarray(0, 500_000), undefined],
    ["too long", Buffer.concat([bytes, bytes]), undefined],
    ["of zeros, as after a power cut", Buffer.alloc(500_000), undefined],
    ["empty", Buffer.alloc(0), undefined],
  ])("%s", async (_, data, state) => {
    const server = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    leavePart(path, data, state);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
  });

  test("without its data", async () => {
    const server = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    rmSync(join(leavePart(path, bytes, "{}"), "data"));
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
  });
});

test("the part of a process that is gone is taken, that of a living one is not", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  // Of another machine, and busy a moment ago.
  const other = leavePart(path, bytes.subarray(0, 900_000), undefined, ".0123456789ab-1-1");
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(server.sent).toBe(bytes.length);
  expect(lyingAbout(path)).toEqual(["archive", "archive.INFO", "archive.part"]);
  rmSync(other, { recursive: true });
});
