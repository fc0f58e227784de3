// Downloads of a page, into the origin's own files: from real servers of another origin, in Chromium.
import { gzipSync } from "node:zlib";
import {
  type Fault,
  faultyServer,
  hasChromium,
  type LoggedRequest,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { describe, expect, test, vi } from "vitest";
import { archiveBytes, sha256Of, variantOf } from "./archives.ts";
import { openDownloader, sent, serveBoth, shared } from "./page.ts";

// Chromium is started for each test, on a machine that has other things to do.
vi.setConfig({ testTimeout: 120_000 });

const bytes = archiveBytes(3_000_003);
const total = bytes.length;
const sha256 = sha256Of(bytes);
const variant = variantOf(bytes);

/** A server that pages of other origins may read, as badly as the plan says. */
function openServer(plan: (request: LoggedRequest, number: number) => Fault = () => ({})) {
  return faultyServer(bytes, (request, number) => {
    const fault = plan(request, number);
    return { ...fault, headers: { ...shared, ...fault.headers } };
  });
}

const slow = { bytesPerSecond: 1_000_000 };
/** Slow, since what a page has not read yet when a connection breaks is lost. */
const cut = { ...slow, cutAfter: 700_000 };

describe.skipIf(!hasChromium)("a page (needs Chromium)", () => {
  test("downloads an archive with one plain request, proves it, and finds it again without any", async () => {
    const server = await openServer();
    const { downloader } = await openDownloader();
    expect(await downloader.call("findArchive", variant)).toEqual({});
    const { value } = await downloader.fetch(variant, { baseUrl: server.url });
    expect(value).toMatchObject({ bytes: total, sha256 });
    expect(await downloader.lying()).toEqual({ archive: total });
    expect(await downloader.sha256()).toBe(sha256);
    // No preflight.
    expect(server.log).toHaveLength(1);
    const progress = await downloader.progress();
    const phases = new Set(progress.map(({ phase }) => phase));
    expect(phases).toEqual(new Set(["checking", "connecting", "downloading", "done"]));
    expect(progress.at(-1)).toMatchObject({ phase: "done", bytes: total, total });

    expect(await downloader.call("findArchive", variant)).toEqual({ value });
    expect(await downloader.fetch(variant, { offline: true })).toEqual({ value });
    expect(await downloader.call("verifyArchive", variant)).toMatchObject({
      value: { path: value?.path, bytes: total, sha256, valid: true, damaged: [] },
    });
    expect(server.log).toHaveLength(1);
  });

  test("goes on where it was cut, by ranges that need no preflight", async () => {
    const server = await openServer((_, n) => (n < 3 ? { ...cut, reset: n === 1 } : {}));
    const { downloader } = await openDownloader();
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    expect(server.sent).toBeLessThan(1.1 * total);
    const [first, ...others] = server.log;
    expect(first?.range).toBeUndefined();
    expect(others).not.toHaveLength(0);
    for (const { range, headers, status } of others) {
      expect({ range, status }).toEqual({
        range: expect.stringMatching(/^bytes=\d+-$/),
        status: 206,
      });
      expect(headers["if-range"]).toBeUndefined();
    }
    expect((await downloader.progress()).at(-1)?.retries).toBe(others.length);
  });

  test("goes on in the next run after the browser was killed", async () => {
    const server = await openServer(() => slow);
    const profile = temporaryFolder();
    const first = await openDownloader({ profile });
    await first.downloader.begin(variant, { baseUrl: server.url });
    await sent(server, total / 2);
    await first.kill();
    const { downloader } = await openDownloader({ profile, url: first.url });
    const left = await downloader.lying();
    expect(left).not.toHaveProperty("archive");
    expect(left["archive.part"]).toBeGreaterThan(0.3 * total);
    server.plan = () => ({ headers: shared });
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    expect(await downloader.lying()).toEqual({ archive: total });
    const there = left["archive.part"] as number;
    expect((await downloader.progress()).at(-1)?.resumedFrom).toBe(there);
    expect(server.log.at(-1)).toMatchObject({ range: `bytes=${there}-`, sent: total - there });
  });

  test("twenty calls in two tabs make one download, which the other goes on with when one is closed", async () => {
    const server = await openServer(() => slow);
    const { downloader, anotherTab } = await openDownloader();
    const other = await anotherTab();
    await downloader.begin(variant, { baseUrl: server.url }, 10);
    await sent(server, total / 4);
    await other.begin(variant, { baseUrl: server.url }, 10);
    await sent(server, total / 2);
    const impatient = await anotherTab();
    await impatient.begin(variant, { baseUrl: server.url });
    const waiting = (await other.progress()).at(-1);
    expect(waiting).toMatchObject({
      phase: "waiting",
      note: expect.stringContaining("Another tab or worker of this site is downloading"),
    });
    expect(waiting?.bytes).toBeGreaterThan(0);
    await impatient.abort("too long");
    expect(await impatient.end()).toMatchObject([{ error: { message: "too long" } }]);
    await downloader.page.close();
    const outcomes = await other.end();
    expect(outcomes).toHaveLength(10);
    for (const { value } of outcomes) expect(value).toMatchObject({ bytes: total });
    expect((await other.progress()).at(-1)).toMatchObject({ phase: "done", bytes: total });
    expect(await other.sha256()).toBe(sha256);
    expect(server.log).toHaveLength(2);
    expect(server.sent).toBeLessThan(1.3 * total);
  });

  test("ends with the reason of an abort, keeps what came, and goes on from there", async () => {
    const server = await openServer(() => slow);
    const { downloader } = await openDownloader();
    await downloader.begin(variant, { baseUrl: server.url });
    await sent(server, total / 3);
    await downloader.abort("enough");
    expect(await downloader.end()).toMatchObject([{ error: { message: "enough" } }]);
    const left = await downloader.lying();
    expect(left).not.toHaveProperty("archive");
    expect(left["archive.part"]).toBeGreaterThan(0.1 * total);
    const items = await downloader.call("cleanable", {});
    expect(items.value).toMatchObject([{ kind: "part" }, { kind: "part" }]);
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect((await downloader.progress()).at(-1)?.resumedFrom).toBe(left["archive.part"]);
  });

  test("begins again, once, where what is there of an earlier run is wrong", async () => {
    const server = await openServer(() => slow);
    const { downloader } = await openDownloader();
    await downloader.begin(variant, { baseUrl: server.url });
    await sent(server, total / 3);
    await downloader.abort("enough");
    await downloader.end();
    await downloader.spoil();
    server.plan = () => ({ headers: shared });
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    expect(server.log.map(({ status }) => status)).toEqual([200, 206, 200]);
    const notes = (await downloader.progress()).map(({ note }) => note).join("\n");
    expect(notes).toContain("Starting over");
  });

  test("asks the page's own server for the rest of the very same file", async () => {
    const server = await faultyServer(bytes, (_, n) => (n === 0 ? cut : {}));
    const url = await serveBoth(server);
    const { downloader } = await openDownloader({ url });
    const outcome = await downloader.fetch(variant, { baseUrl: `${url}archives` });
    expect(outcome).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    expect(server.log).toMatchObject([
      { status: 200 },
      { status: 206, headers: { "if-range": server.etag } },
    ]);
  });

  test("takes what the page's own server compresses", async () => {
    const headers = { "content-encoding": "gzip" };
    const server = await faultyServer(bytes, () => ({ content: gzipSync(bytes), headers }));
    const url = await serveBoth(server);
    const { downloader } = await openDownloader({ url });
    const outcome = await downloader.fetch(variant, { baseUrl: `${url}archives` });
    expect(outcome).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
  });

  test("downloads in a worker of its own", async () => {
    const server = await openServer();
    const { downloader } = await openDownloader();
    const { value } = await downloader.fetchInWorker(variant, { baseUrl: server.url });
    expect(value).toMatchObject({ bytes: total, sha256 });
    expect(await downloader.sha256()).toBe(sha256);
    expect(await downloader.call("findArchive", variant)).toEqual({ value });
  });

  test("downloads over several connections", async () => {
    const large = archiveBytes(9_000_001);
    const server = await faultyServer(large, () => ({ headers: shared }));
    const { downloader } = await openDownloader();
    const how = { baseUrl: server.url, connections: 3 };
    expect(await downloader.fetch(variantOf(large), how)).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256Of(large));
    expect(server.log.map(({ status }) => status)).toEqual([206, 206, 206]);
  });

  test("tells before the first byte that there is no room, and how much is needed", async () => {
    const server = await openServer();
    const { downloader, browser, url } = await openDownloader();
    const devtools = await browser.newCDPSession(downloader.page);
    const { origin } = new URL(url);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000 });
    const { error } = await downloader.fetch(variant, { baseUrl: server.url });
    expect(error).toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/imagenetv2-top-images\.tar\.gz: 2\.86 MiB more are needed/),
    });
    expect(server.log).toHaveLength(0);
    expect(await downloader.lying()).toEqual({});
  });

  test("says how much is needed when room runs out on the way, and goes on when there is room again", async () => {
    const server = await openServer(() => slow);
    const { downloader, browser, url } = await openDownloader();
    const devtools = await browser.newCDPSession(downloader.page);
    const { origin } = new URL(url);
    await downloader.begin(variant, { baseUrl: server.url });
    await sent(server, total / 4);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_500_000 });
    const [outcome] = await downloader.end();
    expect(outcome?.error).toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(
        /imagenetv2-top-images\.tar\.gz: \d\.\d\d MiB more are needed/,
      ),
      hint: expect.stringContaining("goes on where it stopped"),
    });
    const left = await downloader.lying();
    expect(left).not.toHaveProperty("archive");
    expect(left["archive.part"]).toBeGreaterThan(0);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    expect((await downloader.progress()).at(-1)?.resumedFrom).toBe(left["archive.part"]);
  });
});

describe.skipIf(!hasChromium)("what a page says of (needs Chromium)", () => {
  test.each<[string, (n: number) => Fault, object, string[]]>([
    [
      "a server that no other origin may read",
      () => ({ headers: { "access-control-allow-origin": undefined } }),
      {
        code: "NETWORK",
        message: expect.stringContaining("access-control-allow-origin is missing"),
        hint: expect.stringContaining("access-control-expose-headers: content-range, etag"),
      },
      [],
    ],
    [
      "a login page",
      () => ({ content: Buffer.from("<!doctype html><title>Sign in") }),
      { code: "NOT_AN_ARCHIVE", found: "a web page" },
      [],
    ],
    [
      "an archive of another size",
      () => ({ content: bytes.subarray(0, 999_424) }),
      { code: "SIZE_MISMATCH", expected: total, actual: 999_424 },
      [],
    ],
    [
      "wrong bytes",
      () => ({ flip: [500_000] }),
      { code: "CHECKSUM_MISMATCH", expected: sha256 },
      [],
    ],
    ["nothing there", () => ({ status: 404 }), { code: "HTTP_STATUS", status: 404 }, []],
    [
      "silence",
      () => ({ hang: true }),
      { code: "NETWORK", message: expect.stringContaining("nothing came for 2 s") },
      [],
    ],
    [
      "a server that hides which part it sends",
      () => ({ ...cut, headers: { "access-control-expose-headers": undefined } }),
      {
        code: "NETWORK",
        message: expect.stringContaining(
          "access-control-expose-headers does not name content-range, etag",
        ),
      },
      ["archive.part", "archive.part.json"],
    ],
  ])("%s", async (_, plan, error, lying) => {
    const server = await openServer((__, n) => plan(n));
    const { downloader } = await openDownloader();
    const outcome = await downloader.fetch(variant, { baseUrl: server.url, retries: 1 });
    expect(outcome.error).toMatchObject(error);
    expect(Object.keys(await downloader.lying())).toEqual(lying);
  });

  test("a server that is not there", async () => {
    const server = await openServer();
    await server.close();
    const { downloader } = await openDownloader();
    const outcome = await downloader.fetch(variant, { baseUrl: server.url });
    expect(outcome.error).toMatchObject({
      code: "NETWORK",
      message: expect.stringContaining(server.url),
      hint: expect.stringContaining("connect-src"),
    });
  });

  test("a server without ranges: it starts over, and that is said", async () => {
    const server = await openServer((_, n) => ({
      ignoreRange: true,
      ...(n === 0 ? cut : {}),
    }));
    const { downloader } = await openDownloader();
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    const notes = (await downloader.progress()).map(({ note }) => note).join("\n");
    expect(notes).toContain("the server sends the file from its beginning");
  });

  test("a file that was replaced between two ranges: nothing is mixed", async () => {
    const other = archiveBytes(total, 9);
    const server = await openServer((_, n) =>
      n === 0
        ? { ...cut, content: other, headers: { etag: '"old"' } }
        : { headers: { etag: '"new"' } },
    );
    const { downloader } = await openDownloader();
    expect(await downloader.fetch(variant, { baseUrl: server.url })).toHaveProperty("value");
    expect(await downloader.sha256()).toBe(sha256);
    expect(server.sent).toBeLessThan(2.5 * total);
  });

  test("a browser that keeps no files for it", async () => {
    const { downloader } = await openDownloader();
    await downloader.page.evaluate("delete StorageManager.prototype.getDirectory");
    const { error } = await downloader.fetch(variant, { baseUrl: "http://127.0.0.1:9" });
    expect(error).toMatchObject({
      code: "UNSUPPORTED",
      hint: expect.stringContaining("a File, a Blob or a URL"),
    });
    expect(await downloader.call("findArchive", variant)).toEqual({});
  });

  test.each([
    ["script-src 'self'", "UNSUPPORTED", "'wasm-unsafe-eval'"],
    ["connect-src 'self'", "NETWORK", "connect-src"],
    ["worker-src 'none'", "WORKER_DIED", "worker-src"],
  ])("a Content-Security-Policy that forbids too much: %s", async (policy, code, hint) => {
    const server = await openServer();
    const headers = { "content-security-policy": policy };
    const { downloader } = await openDownloader({ headers });
    const { error } = await downloader.fetch(variant, { baseUrl: server.url, retries: 0 });
    expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(server.log).toHaveLength(0);
  });

  test("options that mean something on a machine alone", async () => {
    const { downloader } = await openDownloader();
    for (const options of [{ dataDir: "/data" }, { ca: "PEM" }]) {
      const { error } = await downloader.fetch(variant, options);
      expect(error).toMatchObject({ code: "UNSUPPORTED" });
      expect(error?.message).toContain(`The option ${Object.keys(options)[0]}`);
    }
  });
});
