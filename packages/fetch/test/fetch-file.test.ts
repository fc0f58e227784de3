import { basename, join } from "node:path";
import { fetchFile, type Progress } from "@imagenet-v2/fetch";
import { tfdsFileName } from "@imagenet-v2/fetch/internal";
import { faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, leavePart, lyingAbout, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes(100_000);

test("fetches any file to TFDS's name for its URL and checksum, once", async () => {
  const server = await faultyServer(bytes);
  const { variant, options } = setting(bytes);
  const { sha256 } = variant.archive;
  const url = `${server.url}/packed/own.tar.zst`;
  const file = await fetchFile({ url, sha256: sha256.toUpperCase() }, options);
  expect(file).toEqual({ path: file.path, bytes: bytes.length, sha256 });
  expect(basename(file.path)).toBe(tfdsFileName(url, sha256));
  expect(sameBytes(file.path, bytes)).toBe(true);
  expect(await fetchFile({ url, sha256, bytes: bytes.length }, options)).toEqual(file);
  expect(server.log).toHaveLength(1);
});

test("takes bytes of any kind, if their checksum is right", async () => {
  const page = Buffer.from("<!doctype html><title>A page that is wanted</title>");
  const server = await faultyServer(page);
  const { variant, options } = setting(page);
  const { path } = await fetchFile({ url: server.url, sha256: variant.archive.sha256 }, options);
  expect(sameBytes(path, page)).toBe(true);
});

test("goes on with a file of unknown size", async () => {
  const server = await faultyServer(bytes, (_, n) => (n === 0 ? { cutAfter: 60_000 } : {}));
  const { variant, options } = setting(bytes);
  const { path } = await fetchFile(
    { url: `${server.url}/x.tar`, sha256: variant.archive.sha256 },
    options,
  );
  expect(sameBytes(path, bytes)).toBe(true);
  expect(server.sent).toBe(bytes.length);
});

test("asks for no byte of a file of unknown size that came whole before its run was killed", async () => {
  const server = await faultyServer(bytes);
  const { variant, dataDir, options } = setting(bytes);
  const { sha256 } = variant.archive;
  const url = `${server.url}/x.tar`;
  leavePart(join(dataDir, "downloads", tfdsFileName(url, sha256)), bytes, { url });
  const { path } = await fetchFile({ url, sha256 }, options);
  expect(sameBytes(path, bytes)).toBe(true);
  expect(server.sent).toBe(0);
});

test("a part of that size with other bytes is not taken for the file", async () => {
  const server = await faultyServer(bytes);
  const { variant, dataDir, options } = setting(bytes);
  const { sha256 } = variant.archive;
  const url = `${server.url}/x.tar`;
  const other = archiveBytes(bytes.length, 5);
  leavePart(join(dataDir, "downloads", tfdsFileName(url, sha256)), other, { url });
  const { path } = await fetchFile({ url, sha256 }, options);
  expect(sameBytes(path, bytes)).toBe(true);
  expect(server.sent).toBe(bytes.length);
});

test("asks for the very URL, a slash at its end included", async () => {
  const server = await faultyServer(bytes);
  const { variant, options } = setting(bytes);
  await fetchFile({ url: `${server.url}/x/?of=/`, sha256: variant.archive.sha256 }, options);
  expect(server.log.map(({ url }) => url)).toEqual(["/x/?of=/"]);
});

test("tells progress without a total while nobody knows it", async () => {
  const server = await faultyServer(bytes, (_, n) => ({
    ...{ bytesPerSecond: 200_000, headers: { "content-length": undefined } },
    ...(n === 0 ? { cutAfter: 60_000 } : { ignoreRange: true }),
  }));
  const { variant, options, progress } = setting(bytes);
  await fetchFile({ url: `${server.url}/x.tar`, sha256: variant.archive.sha256 }, options);
  const coming = progress.filter(({ phase }) => phase === "downloading");
  expect(coming.length).toBeGreaterThan(3);
  const sane = ({ bytes, total, bytesPerSecond = 0 }: Progress) =>
    bytes >= 0 && (total === undefined || total >= bytes) && bytesPerSecond >= 0;
  expect(progress.filter((told) => !sane(told))).toEqual([]);
  expect(coming[0]?.total).toBeUndefined();
});

test("knows a file again whose address was signed anew", async () => {
  const server = await faultyServer(bytes, (_, n) =>
    n === 0 ? { cutAfter: 60_000, bytesPerSecond: 300_000 } : {},
  );
  const { variant, options } = setting(bytes);
  const { sha256 } = variant.archive;
  const signed = (by: string) => ({ url: `${server.url}/x.tar?signature=${by}`, sha256 });
  await expect(fetchFile(signed("1"), { ...options, retries: 0 })).rejects.toThrow();
  const { path } = await fetchFile(signed("2"), options);
  expect(await fetchFile(signed("3"), options)).toMatchObject({ path });
  expect(basename(path)).toBe(tfdsFileName(`${server.url}/x.tar`, sha256));
  expect(server.sent).toBe(bytes.length);
});

test("refuses another size before it comes, and says what came", async () => {
  const server = await faultyServer(Buffer.from("<html>Please sign in"));
  const { variant, path, options } = setting(bytes);
  const { sha256 } = variant.archive;
  await expect(
    fetchFile({ url: `${server.url}/x.tar`, sha256, bytes: bytes.length }, options),
  ).rejects.toMatchObject({
    code: "SIZE_MISMATCH",
    actual: 20,
    message: expect.stringContaining("a web page"),
  });
  await expect(fetchFile({ url: `${server.url}/x.tar`, sha256 }, options)).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    message: expect.stringContaining("a web page"),
  });
  expect(lyingAbout(path)).toEqual([]);
});

test.each([{ status: 404 }, { headers: { "content-encoding": "gzip" } }, { flip: [1] }])(
  "%j: the way out is no mirror and no archive",
  async (fault) => {
    const server = await faultyServer(bytes, () => fault);
    const { variant, options } = setting(bytes);
    const file = { url: `${server.url}/x.tar`, sha256: variant.archive.sha256 };
    await expect(fetchFile(file, options)).rejects.toMatchObject({
      hint: "Try again later, or another URL.",
    });
  },
);

test("offline it must be there", async () => {
  const { variant, options } = setting(bytes);
  const file = { url: "http://example.org/x.tar", sha256: variant.archive.sha256 };
  await expect(fetchFile(file, { ...options, offline: true })).rejects.toMatchObject({
    code: "NOT_PREPARED",
    searched: [expect.stringContaining("example.org_x")],
  });
});

describe("refuses", () => {
  test.each([
    [{ sha256: "abc" }, "sha256"],
    [{ url: "file:///etc/passwd" }, "url"],
    [{ url: "example.org/x" }, "url"],
    [{ bytes: -1 }, "bytes"],
    [{ bytes: 1.5 }, "bytes"],
  ])("%j", async (wrong, option) => {
    const file = { url: "http://example.org/x", sha256: "0".repeat(64), ...wrong };
    await expect(fetchFile(file, setting(bytes).options)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option,
    });
  });
});
