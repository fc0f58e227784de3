import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { openStore } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { image, openAny, tarOf } from "./archives.ts";
import { testStore, threeImages } from "./store-conformance.ts";

const members = Object.entries(threeImages).map(([name, body]) => image(name, { body }));

/** A gzip file of an archive, in a folder of its own. */
async function gzipOf(tar: Promise<string>): Promise<string> {
  const path = join(temporaryFolder(), "copy.tar.gz");
  writeFileSync(path, gzipSync(readFileSync(await tar)));
  return path;
}

testStore("ArchiveStore of a gzip file", async () => openAny(await gzipOf(tarOf(members))));

const extracted = (dataDir: string) => join(dataDir, "downloads", "extracted");

describe("a gzip copy of an archive", () => {
  test("is inflated once, into the data folder", async () => {
    const path = await gzipOf(tarOf(members));
    const dataDir = temporaryFolder();
    const progress: number[] = [];
    const onProgress = ({ bytes, total }: { bytes: number; total: number }) => {
      progress.push(bytes / total);
    };
    await (await openAny(path, { dataDir, onProgress })).close();
    expect(progress.at(-1)).toBe(1);
    const [name, ...others] = readdirSync(extracted(dataDir));
    expect(others).toEqual([]);
    expect(name).toMatch(/^GZIP\.copy\.tar\.gz\.[0-9a-f]{32}\.tar$/);
    const { ino } = statSync(join(extracted(dataDir), name as string));

    progress.length = 0;
    const store = await openAny(path, { dataDir, onProgress });
    expect(progress).toEqual([]);
    expect(store.info.path).toBe(path);
    expect(store.info.bytes).toBe(statSync(path).size);
    expect(statSync(join(extracted(dataDir), name as string)).ino).toBe(ino);
    await store.close();
  });

  test("is inflated again if what it was inflated to is gone or changed", async () => {
    const path = await gzipOf(tarOf(members));
    const dataDir = temporaryFolder();
    const store = await openAny(path, { dataDir });
    const [name] = readdirSync(extracted(dataDir));
    const inflated = join(extracted(dataDir), name as string);
    rmSync(inflated);
    await (await openAny(path, { dataDir })).close();
    expect(existsSync(inflated)).toBe(true);
    // The same content with the same time: descriptions from before still hold.
    await (await openStore(store.describe())).close();
    truncateSync(inflated, 600);
    await (await openAny(path, { dataDir })).close();
    expect(statSync(inflated).size).toBeGreaterThan(600);
    await store.close();
  });

  test("may be opened many times at once", async () => {
    const path = await gzipOf(tarOf(members));
    const dataDir = temporaryFolder();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openAny(path, { dataDir })));
    for (const store of stores) expect(store.length).toBe(3);
    await Promise.all(stores.map((store) => store.close()));
    expect(readdirSync(extracted(dataDir))).toHaveLength(1);
  });

  test.for([
    ["cut", (path: string) => truncateSync(path, statSync(path).size - 9)],
    ["followed by garbage", (path: string) => appendFileSync(path, "garbage")],
    ["followed by zeros", (path: string) => appendFileSync(path, Buffer.alloc(512))],
    ["followed by a second gzip member", (path: string) => appendFileSync(path, gzipSync("more"))],
    ["damaged", (path: string) => writeAt(path, statSync(path).size - 6, 0xff)],
  ] as const)("is refused if it is %s, and leaves nothing behind", async ([, damage]) => {
    const path = await gzipOf(tarOf(members));
    damage(path);
    const dataDir = temporaryFolder();
    await expect(openAny(path, { dataDir })).rejects.toMatchObject({
      code: "CORRUPT_ARCHIVE",
      path,
    });
    expect(readdirSync(extracted(dataDir))).toEqual([]);
  });

  test("is refused for what is in it, by its own name, and leaves nothing behind", async () => {
    const path = await gzipOf(tarOf([{ name: "../x.jpeg", body: new Uint8Array(3) }]));
    const dataDir = temporaryFolder();
    await expect(openAny(path, { dataDir })).rejects.toMatchObject({
      code: "HOSTILE_ARCHIVE",
      path,
    });
    expect(readdirSync(extracted(dataDir))).toEqual([]);
  });

  test("that inflates to a thousand times its size is stopped", async () => {
    // 64 MiB of zeros behind a header that is in order: 64 kB of gzip.
    const padding = { name: "x", typeflag: "0" } as const;
    const bomb = tarOf([image("7/x.jpeg", { body: Buffer.alloc(2 ** 26) }), padding]);
    const dataDir = temporaryFolder();
    await expect(openAny(await gzipOf(bomb), { dataDir })).rejects.toMatchObject({
      code: "HOSTILE_ARCHIVE",
      message: expect.stringContaining("inflates to more than"),
    });
    expect(readdirSync(extracted(dataDir))).toEqual([]);
  });

  test("stops when told to, and leaves nothing behind", async () => {
    const path = await gzipOf(tarOf(members));
    const dataDir = temporaryFolder();
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = () => controller.abort(reason);
    const opening = openAny(path, { dataDir, signal: controller.signal, onProgress });
    await expect(opening).rejects.toBe(reason);
    expect(readdirSync(extracted(dataDir))).toEqual([]);
  });

  test("cannot be read without a data folder to inflate it into", async () => {
    const path = await gzipOf(tarOf(members));
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expect(openAny(path, { dataDir: join(file, "data") })).rejects.toMatchObject({
      code: "IO",
      errno: expect.stringMatching(/^(ENOTDIR|EEXIST)$/),
    });
  });
});

function writeAt(path: string, position: number, byte: number): void {
  const bytes = readFileSync(path);
  bytes[position] = (bytes[position] as number) ^ byte;
  writeFileSync(path, bytes);
}
