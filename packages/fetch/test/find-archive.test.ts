import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Variant, variants } from "@imagenet-v2/core";
import { findArchive } from "@imagenet-v2/fetch";
import { archivePlaces, downloadPath, manualPath } from "@imagenet-v2/fetch/internal";
import { namedPipe, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

const content = Buffer.alloc(100_000, "an archive ");

/** A variant whose archive is these few bytes. */
function small(bytes: Buffer = content): Variant {
  const { topimages } = variants;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { ...topimages, archive: { ...topimages.archive, bytes: bytes.length, sha256 } };
}

function put(path: string, bytes: Uint8Array = content): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** A data folder and a home of its own. */
function places() {
  const home = temporaryFolder();
  return { dataDir: join(home, "data"), env: { HOME: home }, home };
}

test("finds nothing where nothing is, and makes nothing", async () => {
  const { home, ...options } = places();
  expect(await findArchive(small(), options)).toBeUndefined();
  expect(readdirSync(home)).toEqual([]);
});

test("finds the archive under TFDS's name, with or without its .INFO", async () => {
  const options = places();
  const path = put(downloadPath(options.dataDir, small()));
  const { bytes, sha256 } = small().archive;
  expect(await findArchive(small(), options)).toEqual({ path, bytes, sha256, variant: small() });
});

test("finds what was put there by hand, in TFDS's folder and in the hub's cache", async () => {
  for (const pick of [
    ({ dataDir }: ReturnType<typeof places>) => manualPath(dataDir, small()),
    ({ home }: ReturnType<typeof places>) =>
      downloadPath(join(home, "tensorflow_datasets"), small()),
    ({ home }: ReturnType<typeof places>) =>
      join(
        home,
        ".cache/huggingface/hub/datasets--vaishaal--ImageNetV2/blobs",
        small().archive.sha256,
      ),
  ]) {
    const options = places();
    const path = put(pick(options));
    expect((await findArchive(small(), options))?.path).toBe(path);
    expect(archivePlaces(small(), options)).toContain(path);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  }
});

test("takes no file with other bytes, under whatever name", async () => {
  const options = places();
  const flipped = Buffer.from(content);
  flipped[50_000] = (flipped[50_000] as number) ^ 1;
  put(downloadPath(options.dataDir, small()), flipped);
  put(manualPath(options.dataDir, small()), content.subarray(1));
  expect(await findArchive(small(), options)).toBeUndefined();
});

test("hashes an archive once, and again when its size or time changed", async () => {
  const { home: _, ...options } = places();
  const path = put(downloadPath(options.dataDir, small()));
  const hashed = async () => {
    let times = 0;
    const onProgress = () => times++;
    const found = await findArchive(small(), { ...options, onProgress });
    return [found !== undefined, times > 0];
  };
  expect(await hashed()).toEqual([true, true]);
  expect(await hashed()).toEqual([true, false]);
  utimesSync(path, new Date(), new Date(statSync(path).mtimeMs + 5000));
  expect(await hashed()).toEqual([true, true]);
  expect(await hashed()).toEqual([true, false]);
  put(path, Buffer.alloc(content.length));
  expect(await hashed()).toEqual([false, true]);
});

test.each(["1970-01-01", "2100-01-01"])("hashes an archive of %s once, too", async (day) => {
  const options = places();
  const path = put(downloadPath(options.dataDir, small()));
  utimesSync(path, new Date(day), new Date(day));
  await findArchive(small(), options);
  const onProgress = () => expect.unreachable();
  expect((await findArchive(small(), { ...options, onProgress }))?.path).toBe(path);
});

test("hashes again when the record is damaged or gone", async () => {
  const options = places();
  put(downloadPath(options.dataDir, small()));
  const index = join(options.dataDir, "index");
  for (const damage of ["", "{}", "x\n{}", undefined]) {
    await findArchive(small(), options);
    const record = readdirSync(index).find((name) => name.endsWith(".json")) as string;
    if (damage === undefined) rmSync(join(index, record));
    else writeFileSync(join(index, record), damage);
    let times = 0;
    const onProgress = () => times++;
    expect(await findArchive(small(), { ...options, onProgress })).toBeDefined();
    expect(times).toBeGreaterThan(0);
  }
});

test.each([
  ["a pipe", namedPipe],
  ["a file of 3 GiB", (path: string) => sparseFile(path, 3 * 2 ** 30)],
])("hashes again when %s is in the place of the record", async (_, make) => {
  const options = places();
  put(downloadPath(options.dataDir, small()));
  await findArchive(small(), options);
  const index = join(options.dataDir, "index");
  const record = readdirSync(index).find((name) => name.endsWith(".json")) as string;
  rmSync(join(index, record));
  make(join(index, record));
  expect(await findArchive(small(), options)).toBeDefined();
});

test("stops with the given reason", async () => {
  const options = places();
  put(downloadPath(options.dataDir, small()));
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await expect(findArchive(small(), { ...options, signal })).rejects.toBe(reason);
});
