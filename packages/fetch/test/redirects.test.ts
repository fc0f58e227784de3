import { lookup } from "node:dns/promises";
import { readdirSync, readFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { fetchArchive, fetchFile } from "@imagenet-v2/fetch";
import {
  type Fault,
  type FaultyServer,
  faultyServer,
  type LoggedRequest,
} from "@imagenet-v2/fixtures";
import { afterEach, describe, expect, test, vi } from "vitest";
import { archiveBytes, lyingAbout, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes(300_000);

afterEach(() => vi.unstubAllEnvs());

const to = (location: string | undefined): Fault => ({ status: 302, headers: { location } });

/** A server whose first URL redirects as told, and whose other URLs serve. */
async function redirecting(redirect: (request: LoggedRequest, server: FaultyServer) => Fault) {
  const server = await faultyServer(bytes);
  server.plan = (request) => redirect(request, server);
  return server;
}

describe("follows", () => {
  test.each<[string, (url: string, port: string) => string | undefined]>([
    ["a relative redirect", (url) => (url.startsWith("/im") ? "cdn/x" : undefined)],
    [
      "one to another host name",
      (url, port) => (url.startsWith("/im") ? `http://localhost:${port}/cdn` : undefined),
    ],
    [
      "five in a row",
      (url) => (url.startsWith("/im") ? "/1" : url < "/5" ? `/${Number(url[1]) + 1}` : undefined),
    ],
  ])("%s", async (_, next) => {
    const server = await redirecting(({ url }, { url: base }) => {
      const location = next(url, new URL(base).port);
      return location === undefined ? {} : to(location);
    });
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
  });
});

describe("refuses", () => {
  test.each<[string, (url: string) => string | undefined, RegExp]>([
    [
      "six in a row",
      (url) => (url.startsWith("/im") ? "/1" : `/${Number(url[1]) + 1}`),
      /more than 5/,
    ],
    ["a circle", (url) => (url === "/1" ? "/2" : "/1"), /in a circle/],
    ["itself", (url) => url, /in a circle/],
    ["nowhere", () => undefined, /no Location/],
    ["what is no URL", () => "http://[", /no URL/],
    ["a file", () => "file:///etc/passwd", /file:/],
    ["ftp", () => "ftp://127.0.0.1/x", /ftp:/],
    ["data", () => "data:,x", /data:/],
  ])("%s", async (_, next, message) => {
    const server = await redirecting(({ url }) => to(next(url)));
    const { variant, path, options } = setting(bytes);
    await expect(fetchArchive(variant, { ...options, baseUrl: server.url })).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(message),
    });
    expect(lyingAbout(path)).toEqual([]);
    expect(server.log.length).toBeLessThanOrEqual(6);
  });

  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4")?.address;

  /** This machine, its link and its cloud's secrets, in every spelling that a URL may have. */
  const localOnly = [
    ...["127.0.0.1", "127.1", "127.0.0.1.", "0x7f.1", "0177.0.0.1", "2130706433", "017700000001"],
    ...[
      "0x7F000001",
      "%31%32%37.0.0.1",
      "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1",
      "127.255.255.254",
      "0.0.0.0",
      "0",
    ],
    ...["localhost", "LOCALHOST", "localhost.", "a.localhost", "l\u00adocalhost"],
    ...["[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::FFFF:7F00:1]"],
    ...["[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"],
    ...["169.254.169.254", "0xa9fea9fe", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]"],
    ...["[fe80::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "100.100.100.200", "168.63.129.16"],
  ];
  const refused = { code: "NETWORK", message: expect.stringContaining("this machine itself") };

  test.skipIf(outside === undefined)(
    "another machine's redirect to this one, by address or by name (needs a network interface)",
    async () => {
      const inside = await faultyServer(bytes);
      const { port } = new URL(inside.url);
      const server = await faultyServer(bytes, undefined, { host: outside as string });
      // Many systems give the machine's own name a loopback address.
      const { address } = await lookup(hostname());
      for (const host of [...(address.startsWith("127.") ? [hostname()] : []), ...localOnly]) {
        server.plan = () => to(`http://${host}:${port}/secret`);
        const { variant, options } = setting(bytes);
        await expect(
          fetchArchive(variant, { ...options, baseUrl: server.url }),
          host,
        ).rejects.toMatchObject(refused);
      }
      expect(inside.log).toHaveLength(0);
    },
  );

  test.skipIf(outside === undefined)(
    "another machine's redirect to this one, where this one redirected there (needs a network interface)",
    async () => {
      const inside = await faultyServer(bytes);
      const server = await faultyServer(bytes, () => to(`${inside.url}/secret`), {
        host: outside as string,
      });
      inside.plan = () => to(server.url);
      const { variant, options } = setting(bytes);
      await expect(
        fetchArchive(variant, { ...options, baseUrl: inside.url }),
      ).rejects.toMatchObject(refused);
      expect(inside.log.map(({ url }) => url)).not.toContain("/secret");
    },
  );

  test.each(["", "127.0.0.1,localhost,::1"])(
    "another machine's redirect to this one, through a proxy on this one (NO_PROXY=%s)",
    async (hosts) => {
      const inside = await faultyServer(bytes);
      const proxy = await faultyServer(bytes);
      vi.stubEnv("HTTP_PROXY", proxy.url);
      vi.stubEnv("NO_PROXY", hosts);
      for (const host of localOnly) {
        proxy.plan = () => to(`http://${host}:${new URL(inside.url).port}/secret`);
        const { variant, options } = setting(bytes);
        await expect(
          fetchArchive(variant, { ...options, baseUrl: "http://mirror.example" }),
          host,
        ).rejects.toMatchObject(refused);
      }
      expect(inside.log).toHaveLength(0);
      expect(new Set(proxy.log.map(({ headers }) => headers.host))).toEqual(
        new Set(["mirror.example"]),
      );
    },
  );

  test("no redirect within this machine, through a proxy on it", async () => {
    const proxy = await faultyServer(bytes, ({ url }) =>
      url.endsWith("/elsewhere") ? {} : to("http://localhost:1/elsewhere"),
    );
    vi.stubEnv("HTTP_PROXY", proxy.url);
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: "http://[::ffff:127.0.0.1]:1" });
    expect(sameBytes(path, bytes)).toBe(true);
  });
});

describe("HF_TOKEN", () => {
  const secret = "hf_secret";

  test("goes to the endpoint, and not on to where that redirects", async () => {
    const server = await redirecting(({ url }, { url: base }) =>
      url.startsWith("/cdn")
        ? {}
        : to(`http://localhost:${new URL(base).port}/cdn?signature=${secret}`),
    );
    const { variant, path, options, progress } = setting(bytes);
    const env = { ...options.env, HF_ENDPOINT: server.url, HF_TOKEN: secret };
    await fetchArchive(variant, { ...options, env });
    expect(server.log.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${secret}`,
      undefined,
    ]);
    const written = readdirSync(options.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(written).toContain(path);
    for (const file of written) expect(readFileSync(file).includes(secret)).toBe(false);
    expect(JSON.stringify(progress)).not.toContain(secret);
  });

  test("is not sent to another base URL or mirror", async () => {
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    const env = { ...options.env, HF_TOKEN: secret };
    await fetchArchive(variant, { ...options, env, baseUrl: server.url });
    expect(server.log[0]?.headers.authorization).toBeUndefined();
  });

  test("is in no error", async () => {
    const server = await faultyServer(bytes, () => to(`/x?token=${secret}`));
    server.plan = ({ url }) => (url.startsWith("/x") ? { status: 403 } : to(`/x?token=${secret}`));
    const { variant, path, options, progress } = setting(bytes);
    const env = { ...options.env, HF_ENDPOINT: server.url, HF_TOKEN: secret };
    const error = await fetchArchive(variant, { ...options, env }).catch((error) => error);
    expect(error.code).toBe("HTTP_STATUS");
    expect(JSON.stringify([error, progress, error.stack, lyingAbout(path)])).not.toContain(secret);
  });
});

test("the user and password of a URL are used, and shown nowhere", async () => {
  const server = await faultyServer(bytes, ({ headers }) =>
    headers.authorization === `Basic ${btoa("me:secret")}` ? { cutAfter: 1000 } : { status: 401 },
  );
  const { variant, path, options, progress } = setting(bytes);
  const url = server.url.replace("//", "//me:secret@");
  const own = { ...options, retries: 0 };
  const errors = [
    await fetchArchive(variant, { ...own, baseUrl: url }).catch((error) => error),
    await fetchFile({ url: `${url}/x.tar`, sha256: variant.archive.sha256 }, own).catch((e) => e),
  ];
  expect(errors.map(({ code }) => code)).toEqual(["NETWORK", "NETWORK"]);
  const left = readdirSync(options.dataDir, { recursive: true });
  expect(JSON.stringify([errors, progress, left])).not.toContain("secret");
  for (const name of left.map(String).filter((name) => name.endsWith("state.json"))) {
    expect(readFileSync(join(options.dataDir, name), "utf8")).not.toContain("secret");
  }
  expect(lyingAbout(path)).toContain("archive.part");
});

test("a signed address that expired is asked for anew", async () => {
  let signed = 0;
  const server = await redirecting(({ url }) => {
    if (!url.startsWith("/cdn")) return to(`/cdn?signature=${++signed}`);
    return url.endsWith("=1") ? { cutAfter: 100_000 } : url.endsWith("=2") ? { status: 403 } : {};
  });
  const { variant, path, options } = setting(bytes);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(sameBytes(path, bytes)).toBe(true);
  expect(server.log.filter(({ url }) => url.startsWith("/cdn"))).toHaveLength(3);
});

test("a refusal behind a redirect is believed the second time", async () => {
  const server = await redirecting(({ url }) =>
    url.startsWith("/cdn") ? { status: 403 } : to("/cdn"),
  );
  const { variant, options } = setting(bytes);
  await expect(
    fetchArchive(variant, { ...options, retries: 4, baseUrl: server.url }),
  ).rejects.toMatchObject({ code: "HTTP_STATUS", status: 403 });
  expect(server.log).toHaveLength(4);
});

test("each step of a chain of redirects is a sign of life", async () => {
  const server = await redirecting(({ url }) => {
    const step = Number(/^\/step(\d)/.exec(url)?.[1] ?? 0);
    return { ...(step < 4 ? to(`/step${step + 1}`) : {}), delay: 200 };
  });
  const { variant, path, options } = setting(bytes);
  const own = { ...options, stallTimeout: 600, retries: 0 };
  await fetchArchive(variant, { ...own, baseUrl: server.url });
  expect(sameBytes(path, bytes)).toBe(true);
  expect(server.log).toHaveLength(5);
});

test("a hub that tells another checksum is believed before its bytes come", async () => {
  const { sha256 } = variants["matched-frequency"].archive;
  const server = await redirecting(({ url }) => {
    if (url.startsWith("/cdn")) return {};
    if (url.startsWith("/near")) return to("/cdn");
    return { status: 302, headers: { location: "/near", "x-linked-etag": `"${sha256}"` } };
  });
  const { variant, options } = setting(bytes);
  await expect(fetchArchive(variant, { ...options, baseUrl: server.url })).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    actual: sha256,
    message: expect.stringContaining("the archive of matched-frequency"),
  });
});

describe("mirrors", () => {
  test.each<[string, Fault]>([
    ["is dead", { status: 503 }],
    ["forbids", { status: 403 }],
    ["has other bytes", { flip: [7] }],
    ["sends a web page", { content: Buffer.from("<html>") }],
  ])("the second is asked when the first %s", async (_, fault) => {
    const first = await faultyServer(bytes, () => fault);
    const second = await faultyServer(bytes);
    const { variant, path, options, progress } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: first.url, mirrors: [second.url] });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(second.log).toHaveLength(1);
    const notes = progress.filter(({ note }) => note?.includes(`Trying ${second.url}`));
    expect(notes).toHaveLength(1);
  });

  test("a part of the first is gone on with at the second, if the bytes are the same", async () => {
    const first = await faultyServer(bytes, (_, n) =>
      n === 0 ? { cutAfter: 200_000 } : { status: 404 },
    );
    const second = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: first.url, mirrors: [second.url] });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(second.sent).toBe(100_000);
  });

  test("bytes of two are never mixed", async () => {
    const first = await faultyServer(archiveBytes(300_000, 4), (_, n) =>
      n === 0 ? { cutAfter: 200_000 } : { status: 404 },
    );
    const second = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    await fetchArchive(variant, { ...options, baseUrl: first.url, mirrors: [second.url] });
    expect(sameBytes(path, bytes)).toBe(true);
  });
});
