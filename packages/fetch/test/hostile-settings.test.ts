import { fetchArchive } from "@imagenet-v2/fetch";
import { faultyServer } from "@imagenet-v2/fixtures";
import { afterEach, describe, expect, test, vi } from "vitest";
import { archiveBytes, leavePart, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes(300_000);

afterEach(() => vi.unstubAllEnvs());

describe("a password may hold a % that begins no escape:", () => {
  test.each([
    ["100%", "100%"],
    ["%zz", "%zz"],
    ["%ff%", "\ufffd%"],
    ["p%40ss", "p@ss"],
  ])("%s in the URL of a server, and in a Location", async (written, meant) => {
    const { variant, path, options } = setting(bytes);
    const expected = `Basic ${Buffer.from(`me:${meant}`).toString("base64")}`;
    const server = await faultyServer(bytes, ({ url, headers }) => {
      if (headers.authorization !== expected) return { status: 401 };
      if (url.startsWith("/cdn")) return {};
      const location = `${server.url.replace("//", `//me:${written}@`)}/cdn`;
      return { status: 302, headers: { location } };
    });
    const baseUrl = server.url.replace("//", `//me:${written}@`);
    await fetchArchive(variant, { ...options, baseUrl });
    expect(sameBytes(path, bytes)).toBe(true);
  });

  test.each(["http://mirror.example", "https://mirror.example"])(
    "in the URL of a proxy to %s",
    async (baseUrl) => {
      const { variant, options } = setting(bytes);
      const proxy = await faultyServer(bytes, () => ({ status: 418 }));
      vi.stubEnv("HTTP_PROXY", proxy.url.replace("//", "//me:100%@"));
      vi.stubEnv("HTTPS_PROXY", proxy.url.replace("//", "//me:100%@"));
      await expect(
        fetchArchive(variant, { ...options, baseUrl, retries: 0 }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^(NETWORK|HTTP_STATUS)$/) });
      const told = proxy.log.map(({ headers }) => headers["proxy-authorization"]);
      if (baseUrl.startsWith("http:")) expect(told).toEqual([`Basic ${btoa("me:100%")}`]);
    },
  );
});

test.each(["hf_a\nb", "hf_a\r\nX: y", "hf_a\u2026", "hf_\u00e9", "hf_a b", "hf_\0"])(
  "HF_TOKEN=%j is refused by name, and not shown",
  async (token) => {
    const { variant, options } = setting(bytes);
    const server = await faultyServer(bytes);
    const env = { ...options.env, HF_TOKEN: token, HF_ENDPOINT: server.url };
    const error = await fetchArchive(variant, { ...options, env }).catch((error) => error);
    expect(error).toMatchObject({ code: "INVALID_OPTION", option: "HF_TOKEN" });
    expect(JSON.stringify(error)).not.toContain("hf_");
    expect(server.log).toHaveLength(0);
  },
);

test.each([
  '"a\r\nX-Evil: 1"',
  '"a\nb"',
  '"a\0"',
  '"\u2026"',
  '"a',
  7,
  null,
  { etag: 1 },
  "x".repeat(1e6),
])("a part whose state holds the validator %j is gone on with, without it", async (etag) => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  const url = `${server.url}/imagenetv2-top-images.tar.gz`;
  leavePart(path, bytes.subarray(0, 100_000), { url, etag });
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(sameBytes(path, bytes)).toBe(true);
  expect(server.log[0]?.headers).toMatchObject({ range: "bytes=100000-" });
  expect(server.log[0]?.headers["if-range"]).toBeUndefined();
});

test("an http server is reached through a proxy that speaks https", async () => {
  const { variant, options } = setting(bytes);
  const notTls = await faultyServer(bytes);
  vi.stubEnv("HTTP_PROXY", notTls.url.replace("http:", "https:"));
  await expect(
    fetchArchive(variant, { ...options, retries: 0, baseUrl: "http://mirror.example" }),
  ).rejects.toMatchObject({ code: "NETWORK" });
});

test.each(["$&", "$'", "$`", "$1"])("HF_ENDPOINT may hold %s", async (text) => {
  const server = await faultyServer(bytes);
  const { variant, options } = setting(bytes);
  const env = { ...options.env, HF_ENDPOINT: `${server.url}/${text}` };
  await fetchArchive(variant, { ...options, env });
  expect(server.log[0]?.url).toMatch(/^\/\$[^/]+\/datasets\/vaishaal\/ImageNetV2\/resolve\//);
});
