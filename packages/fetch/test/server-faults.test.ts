import { fetchArchive, type Progress } from "@imagenet-v2/fetch";
import { type Fault, faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, lyingAbout, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes();
const cut = { cutAfter: 300_000 };
const inRange = (fault: Fault) => (range: string | undefined) =>
  range === undefined ? cut : fault;
const total = bytes.length;

describe("the right bytes in spite of a server that", () => {
  test.each<[string, (range: string | undefined, n: number) => Fault, number]>([
    ["ignores Range once", (_, n) => (n === 0 ? cut : { ignoreRange: true }), 2],
    ["changes its validator", (_, n) => (n === 0 ? { ...cut, headers: { etag: '"old"' } } : {}), 2],
    ["has another validator each time", (_, n) => ({ ...cut, headers: { etag: `"${n}"` } }), 8],
    ["answers 500 once", (_, n) => (n === 0 ? { status: 500 } : {}), 2],
    ["answers 416 to a resume once", (_, n) => (n === 0 ? cut : n === 1 ? { status: 416 } : {}), 3],
    [
      "sends no Content-Range once",
      (_, n) => (n === 0 ? cut : n === 1 ? { headers: { "content-range": undefined } } : {}),
      3,
    ],
    [
      "sends another range once",
      (_, n) =>
        n === 0
          ? cut
          : n === 1
            ? { headers: { "content-range": `bytes 5-${total - 1}/${total}` } }
            : {},
      3,
    ],
    [
      "tells another total once",
      (_, n) =>
        n === 0
          ? cut
          : n === 1
            ? { headers: { "content-range": `bytes 300000-${total - 1}/${total + 5}` } }
            : {},
      3,
    ],
    [
      "sends several parts once",
      (_, n) =>
        n === 0
          ? cut
          : n === 1
            ? { headers: { "content-type": "multipart/byteranges; boundary=x" } }
            : {},
      3,
    ],
    [
      "sends wrong bytes for a range once",
      (_, n) => (n === 0 ? cut : n === 1 ? { shift: 3 } : {}),
      4,
    ],
    ["flips a byte once", (_, n) => (n === 0 ? { flip: [500_000] } : {}), 2],
    [
      "cuts most answers at random",
      (_, n) => (n % 4 === 3 ? {} : { cutAfter: 40_000 * (n % 5) }),
      4,
    ],
    [
      "names a file of its own",
      () => ({ headers: { "content-disposition": 'attachment; filename="../../evil"' } }),
      1,
    ],
  ])("%s", async (_, plan, requests) => {
    const server = await faultyServer(bytes, ({ range }, n) => plan(range, n));
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
    expect(server.log.length).toBeLessThanOrEqual(requests);
  });
});

describe("an error, and nothing published, from a server that", () => {
  test.each<[string, (range: string | undefined) => Fault, object, number]>([
    [
      "ignores Range for ever and cuts",
      () => ({ ...cut, ignoreRange: true }),
      { code: "NETWORK" },
      6,
    ],
    ["answers 416 to all resumes", inRange({ status: 416 }), { code: "NETWORK" }, 6],
    [
      "never answers",
      () => ({ hang: true }),
      { code: "NETWORK", message: expect.stringContaining("nothing came for 0.5 s") },
      5,
    ],
    ["answers 503 for ever", () => ({ status: 503 }), { code: "HTTP_STATUS", status: 503 }, 5],
    [
      "wants an account",
      () => ({ status: 401 }),
      { code: "HTTP_STATUS", hint: expect.stringContaining("HF_TOKEN") },
      1,
    ],
    ["forbids", () => ({ status: 403 }), { code: "HTTP_STATUS", status: 403 }, 1],
    [
      "has nothing",
      () => ({ status: 404 }),
      { code: "HTTP_STATUS", hint: expect.stringContaining("`archive`") },
      1,
    ],
    ["lost it", () => ({ status: 410 }), { code: "HTTP_STATUS", status: 410 }, 1],
    ["is no server but a teapot", () => ({ status: 418 }), { code: "HTTP_STATUS", status: 418 }, 1],
    ["withholds", () => ({ status: 451 }), { code: "HTTP_STATUS", status: 451 }, 1],
    [
      "sends a login page",
      () => ({ content: Buffer.from("<!doctype html><title>Sign in") }),
      { code: "NOT_AN_ARCHIVE", found: "a web page" },
      1,
    ],
    [
      "sends a login page without a length",
      () => ({
        content: Buffer.from("<html><title>Sign in"),
        headers: { "content-length": undefined },
      }),
      { code: "NOT_AN_ARCHIVE", found: "a web page" },
      1,
    ],
    [
      "sends a Git LFS pointer",
      () => ({
        content: Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
      }),
      { code: "NOT_AN_ARCHIVE", found: "a Git LFS pointer" },
      1,
    ],
    [
      "sends a gzip file",
      () => ({ content: Buffer.from([0x1f, 0x8b, 8, 0, 0]) }),
      { code: "NOT_AN_ARCHIVE", found: "a gzip file" },
      1,
    ],
    [
      "sends nothing",
      () => ({ content: Buffer.alloc(0) }),
      { code: "NOT_AN_ARCHIVE", found: "nothing (0 bytes)" },
      1,
    ],
    [
      "has a shorter archive",
      () => ({ content: bytes.subarray(0, 999_424) }),
      { code: "SIZE_MISMATCH", expected: total, actual: 999_424 },
      1,
    ],
    [
      "has a longer archive",
      () => ({ content: Buffer.concat([bytes, Buffer.alloc(7)]) }),
      { code: "SIZE_MISMATCH", actual: total + 7 },
      1,
    ],
    [
      "sends more than the file, without a length",
      () => ({
        content: Buffer.concat([bytes, Buffer.alloc(7)]),
        headers: { "content-length": undefined },
      }),
      { code: "SIZE_MISMATCH", expected: total },
      1,
    ],
    [
      "has wrong bytes",
      () => ({ flip: [500_000] }),
      {
        code: "CHECKSUM_MISMATCH",
        message: expect.stringContaining("1000003 bytes, a tar archive"),
      },
      2,
    ],
    [
      "compresses",
      () => ({ headers: { "content-encoding": "gzip" } }),
      { code: "NETWORK", message: expect.stringContaining("gzip") },
      1,
    ],
    [
      "sends endless headers",
      () => ({ headers: { "x-big": "a".repeat(100_000) } }),
      { code: "NETWORK", message: expect.stringContaining("headers") },
      5,
    ],
    [
      "tells a length that is none",
      () => ({ headers: { "content-length": "many" } }),
      { code: "NETWORK" },
      5,
    ],
    [
      "has replaced the file meanwhile",
      (range) =>
        range === undefined
          ? { ...cut }
          : { content: archiveBytes(total, 9), headers: { etag: '"new"' } },
      { code: "CHECKSUM_MISMATCH" },
      8,
    ],
  ])("%s", async (_, plan, error, requests) => {
    const server = await faultyServer(bytes, ({ range }) => plan(range));
    const { variant, path, options } = setting(bytes);
    const stallTimeout = plan(undefined).hang ? 500 : options.stallTimeout;
    const fetching = fetchArchive(variant, { ...options, stallTimeout, baseUrl: server.url });
    await expect(fetching).rejects.toMatchObject(error);
    expect(lyingAbout(path)).not.toContain("archive");
    expect(server.log.length).toBeLessThanOrEqual(requests);
  });
});

test("names another variant's archive by its size", async () => {
  const server = await faultyServer(bytes, () => ({ headers: { "content-length": "1264079360" } }));
  const { variant, options } = setting(bytes);
  await expect(fetchArchive(variant, { ...options, baseUrl: server.url })).rejects.toMatchObject({
    code: "SIZE_MISMATCH",
    message: expect.stringContaining("the size of matched-frequency's archive"),
  });
});

test("stays with a server that is slow and alive", async () => {
  // Takes longer than the timeout, which is long enough for a busy machine.
  const small = archiveBytes(100_000);
  const server = await faultyServer(small, () => ({ bytesPerSecond: 40_000 }));
  const { variant, path, options, progress } = setting(small);
  await fetchArchive(variant, { ...options, stallTimeout: 1500, baseUrl: server.url });
  expect(sameBytes(path, small)).toBe(true);
  expect(server.log).toHaveLength(1);
  const rates = progress.flatMap(({ bytesPerSecond }) => bytesPerSecond ?? []);
  expect(rates).not.toEqual([]);
  expect(Math.max(...rates)).toBeLessThan(100_000);
});

describe("waits as Retry-After says", () => {
  const wait = async (value: string, plan = 1) => {
    const server = await faultyServer(bytes, (_, n) =>
      n < plan ? { status: 503, headers: { "retry-after": value } } : {},
    );
    const { variant, options, progress } = setting(bytes);
    const began = performance.now();
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    return { seconds: (performance.now() - began) / 1000, progress };
  };

  test("in seconds", async () => {
    const { seconds, progress } = await wait("1");
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(notes(progress)).toMatch(
      /answered 503\. It asks to wait 1 s\. Trying again in 1\.0 s\./,
    );
  });

  test("as a date", async () => {
    const { seconds } = await wait(new Date(Date.now() + 2000).toUTCString());
    expect(seconds).toBeGreaterThan(0.9);
  });

  test.each(["-1", "soon", "", new Date(0).toUTCString()])(
    "unless it is no time: %j",
    async (value) => {
      expect(notes((await wait(value)).progress)).not.toContain("asks to wait");
    },
  );

  test("no longer than 20 s, and says so", async () => {
    const server = await faultyServer(bytes, () => ({
      status: 429,
      headers: { "retry-after": "86400" },
    }));
    const { variant, options, progress } = setting(bytes);
    const signal = AbortSignal.timeout(300);
    await expect(
      fetchArchive(variant, { ...options, signal, baseUrl: server.url }),
    ).rejects.toMatchObject({ name: "TimeoutError" });
    expect(notes(progress)).toMatch(/It asks to wait 86400 s\. Trying again in 20\.0 s\./);
  });
});

test("tells sane progress through cuts, restarts and resumes", async () => {
  const server = await faultyServer(bytes, (_, n) =>
    n === 0
      ? cut
      : n === 1
        ? { ignoreRange: true, cutAfter: 600_000 }
        : { bytesPerSecond: 2_000_000 },
  );
  const { variant, options, progress } = setting(bytes);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  for (const { bytes: there, total, bytesPerSecond = 0 } of progress) {
    expect(there).toBeGreaterThanOrEqual(0);
    expect(there).toBeLessThanOrEqual(total as number);
    expect(bytesPerSecond).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(bytesPerSecond)).toBe(true);
  }
  expect(new Set(progress.map(({ phase }) => phase))).toEqual(
    new Set(["checking", "connecting", "downloading", "retrying", "done"]),
  );
});

function notes(progress: readonly Progress[]): string {
  return progress.map(({ note }) => note).join("\n");
}
