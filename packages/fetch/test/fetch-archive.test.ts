import { readFileSync, rmSync, statSync } from "node:fs";
import { fetchArchive } from "@imagenet-v2/fetch";
import { manualPath } from "@imagenet-v2/fetch/internal";
import { faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, leavePart, lyingAbout, put, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes();

test("downloads an archive to TFDS's name, with the .INFO that TFDS wants", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options, progress } = setting(bytes);
  const file = await fetchArchive(variant, { ...options, baseUrl: `${server.url}/folder/` });
  expect(file).toEqual({ path, bytes: bytes.length, sha256: variant.archive.sha256, variant });
  expect(sameBytes(path, bytes)).toBe(true);
  expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
  expect(JSON.parse(readFileSync(`${path}.INFO`, "utf8"))).toEqual({
    dataset_names: ["imagenet_v2"],
    original_fname: "imagenetv2-top-images.tar.gz",
    url_info: {
      checksum: variant.archive.sha256,
      filename: "imagenetv2-top-images.tar.gz",
      size: bytes.length,
    },
    urls: [
      "https://huggingface.co/datasets/vaishaal/ImageNetV2/resolve/main/imagenetv2-top-images.tar.gz",
    ],
  });
  expect(server.log).toHaveLength(1);
  expect(server.log[0]?.url).toBe("/folder/imagenetv2-top-images.tar.gz");
  expect(server.log[0]?.headers).toMatchObject({ "accept-encoding": "identity" });
  expect(progress.at(-1)).toMatchObject({
    phase: "done",
    bytes: bytes.length,
    total: bytes.length,
    resumedFrom: 0,
    retries: 0,
  });
});

test("does nothing when the archive is there", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  put(path, bytes);
  const { mtimeMs } = statSync(path);
  const file = await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(file.path).toBe(path);
  expect(server.log).toHaveLength(0);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
});

test("writes the .INFO that a killed run did not come to", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  const info = readFileSync(`${path}.INFO`, "utf8");
  rmSync(`${path}.INFO`);
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(readFileSync(`${path}.INFO`, "utf8")).toBe(info);
  expect(server.log).toHaveLength(1);
});

test("keeps what an .INFO says of other datasets", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  put(`${path}.INFO`, Buffer.from('{"dataset_names":["other"],"original_fname":"x","urls":["u"]}'));
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(JSON.parse(readFileSync(`${path}.INFO`, "utf8"))).toMatchObject({
    dataset_names: ["imagenet_v2", "other"],
    original_fname: "imagenetv2-top-images.tar.gz",
    urls: [expect.stringContaining("huggingface"), "u"],
  });
});

test("replaces a file with wrong bytes under the final name", async () => {
  const server = await faultyServer(bytes);
  const { variant, path, options } = setting(bytes);
  put(path, archiveBytes(bytes.length, 2));
  await fetchArchive(variant, { ...options, baseUrl: server.url });
  expect(sameBytes(path, bytes)).toBe(true);
});

test("asks HF_ENDPOINT for the pinned revision, and for main once that is gone", async () => {
  const server = await faultyServer(bytes, ({ url }) =>
    url.includes("main") ? {} : { status: 404 },
  );
  const { variant, options } = setting(bytes);
  const env = { ...options.env, HF_ENDPOINT: `${server.url}/hf//` };
  await fetchArchive(variant, { ...options, env });
  expect(server.log.map(({ url }) => url)).toEqual([
    "/hf/datasets/vaishaal/ImageNetV2/resolve/d626240be2538720e83103a0e1178d24aca8b12c/imagenetv2-top-images.tar.gz",
    "/hf/datasets/vaishaal/ImageNetV2/resolve/main/imagenetv2-top-images.tar.gz",
  ]);
});

test("asks for the revision that is wanted", async () => {
  const server = await faultyServer(bytes);
  const { variant, options } = setting(bytes);
  const env = { ...options.env, HF_ENDPOINT: server.url };
  await fetchArchive(variant, { ...options, env, revision: "refs/pr/1" });
  expect(server.log[0]?.url).toContain("/resolve/refs%2Fpr%2F1/imagenetv2-top-images.tar.gz");
});

describe("offline", () => {
  test.each([
    ["by option", { offline: true }, {}],
    ["by HF_HUB_OFFLINE", {}, { HF_HUB_OFFLINE: "1" }],
    ["by HF_DATASETS_OFFLINE", {}, { HF_HUB_OFFLINE: "", HF_DATASETS_OFFLINE: "1" }],
  ])("%s, opens no socket and names the places", async (_, offline, variables) => {
    const server = await faultyServer(bytes);
    const { variant, path, options, dataDir } = setting(bytes);
    const env = { ...options.env, ...variables };
    const fetching = fetchArchive(variant, { ...options, env, ...offline, baseUrl: server.url });
    await expect(fetching).rejects.toMatchObject({
      code: "NOT_PREPARED",
      searched: expect.arrayContaining([path, manualPath(dataDir, variant)]),
      hint: expect.stringContaining(manualPath(dataDir, variant)),
    });
    expect(server.log).toHaveLength(0);
    expect(lyingAbout(path)).toEqual([]);
  });

  test("keeps a part that lies there", async () => {
    const { variant, path, options } = setting(bytes);
    leavePart(path, bytes.subarray(0, 5000));
    await expect(fetchArchive(variant, { ...options, offline: true })).rejects.toMatchObject({
      code: "NOT_PREPARED",
    });
    expect(lyingAbout(path)).toEqual(["archive.part"]);
  });

  test("uses an archive that is there", async () => {
    const { variant, options, dataDir } = setting(bytes);
    const path = put(manualPath(dataDir, variant), bytes);
    expect((await fetchArchive(variant, { ...options, offline: true })).path).toBe(path);
  });
});

describe("refuses", () => {
  test.each([
    [{ baseUrl: "example.org" }, "baseUrl", /^Did you mean https:\/\/example.org\?$/],
    [{ baseUrl: "" }, "baseUrl", undefined],
    [{ mirrors: ["ftp://example.org"] }, "mirrors", undefined],
    [{ revision: "../x" }, "revision", undefined],
    [{ retries: -1 }, "retries", undefined],
    [{ stallTimeout: 0 }, "stallTimeout", undefined],
    [{ dataDir: "" }, "dataDir", undefined],
    [{ baseURL: "http://example.org" }, "baseURL", /Did you mean "baseUrl"/],
    [{ env: { HF_ENDPOINT: "hf-mirror.com" } }, "HF_ENDPOINT", /https:\/\/hf-mirror.com/],
  ])("%j", async (wrong, option, hint) => {
    const { variant, options } = setting(bytes);
    const env = { ...options.env, ...("env" in wrong ? wrong.env : {}) };
    await expect(fetchArchive(variant, { ...options, ...wrong, env })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option,
      ...(hint === undefined ? {} : { hint: expect.stringMatching(hint) }),
    });
  });
});
