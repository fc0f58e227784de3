import { fetchArchive } from "@imagenet-v2/fetch";
import { type Fault, faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, lyingAbout, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes(18_000_000);

describe("over three connections the same bytes come", () => {
  test.each<[string, (n: number, range: string | undefined) => Fault, number]>([
    ["from a good server", () => ({}), 1],
    ["from one that cuts", (n) => (n % 3 === 0 ? { cutAfter: 1_000_000 } : {}), 1.01],
    ["from one that stalls", (n) => (n === 2 ? { stallAfter: 2_000_000 } : {}), 1.01],
    ["from one that ignores Range", () => ({ ignoreRange: true }), 2.5],
    ["from one that flips a byte once", (n) => (n === 1 ? { flip: [5_000_000] } : {}), 2.01],
  ])("%s", async (_, plan, most) => {
    const server = await faultyServer(bytes, ({ range }, n) => plan(n, range));
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, connections: 3, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(server.sent).toBeLessThanOrEqual(most * bytes.length);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
  });
});

test("what came in order is kept when the rest fails", async () => {
  const server = await faultyServer(bytes, ({ range }) =>
    range?.startsWith("bytes=8388608-") ? { status: 403 } : {},
  );
  const { variant, path, options, progress } = setting(bytes);
  const own = { ...options, connections: 3, baseUrl: server.url };
  await expect(fetchArchive(variant, own)).rejects.toMatchObject({ code: "HTTP_STATUS" });
  expect(lyingAbout(path)).toEqual(["archive.part"]);
  server.plan = () => ({});
  await fetchArchive(variant, own);
  expect(progress.at(-1)?.resumedFrom).toBe(8_388_608);
  expect(sameBytes(path, bytes)).toBe(true);
});

test("an abort closes all of them", async () => {
  const server = await faultyServer(bytes, () => ({ bytesPerSecond: 1_000_000 }));
  const { variant, options } = setting(bytes);
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 200);
  await expect(
    fetchArchive(variant, {
      ...options,
      connections: 3,
      baseUrl: server.url,
      signal: controller.signal,
    }),
  ).rejects.toBe(reason);
});
