import { createHash, randomBytes } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { temporaryFolder, threeImages } from "@imagenet-v2/fixtures";
import { openStore } from "@imagenet-v2/stores";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { image, openAny, tarOf } from "./archives.ts";
import { testStore } from "./store-conformance.ts";

const members = Object.entries(threeImages).map(([name, body]) => image(name, { body }));

/** Bytes that do not shrink, so that a gzip file of them is read in several pieces. */
const noise = randomBytes(3 * 2 ** 20);

/** A gzip file of an archive, in a folder of its own. */
async function gzipOf(tar: Promise<string>): Promise<string> {
  const path = join(temporaryFolder(), "copy.tar.gz");
  writeFileSync(path, gzipSync(readFileSync(await tar)));
  return path;
}

testStore("ArchiveStore of a gzip file", async () => openAny(await gzipOf(tarOf(members))));

const extracted = (dataDir: string) => join(dataDir, "downloads", "extracted");

describe("a gzip copy of an archive", () => {
  test("is known by what is on the disk, if bytes change there meanwhile", async () => {
    const [name = ""] = Object.keys(threeImages);
    const path = await gzipOf(tarOf([image(name, { body: noise })]));
    const dataDir = temporaryFolder();
    let flipped = false;
    const onProgress = () => {
      const [temporary] = existsSync(extracted(dataDir)) ? readdirSync(extracted(dataDir)) : [];
      const file = temporary && join(extracted(dataDir), temporary);
      if (flipped || file === undefined || statSync(file).size < 2 ** 20) return;
      flipped = true;
      const handle = openSync(file, "r+");
      writeSync(handle, Buffer.from([(readFileSync(file)[100_000] as number) ^ 1]), 0, 1, 100_000);
      closeSync(handle);
    };
    await (await openAny(path, { dataDir, onProgress })).close();
    expect(flipped).toBe(true);
    const [copy = ""] = readdirSync(extracted(dataDir));
    const actual = createHash("sha256").update(readFileSync(join(extracted(dataDir), copy)));
    const [index = ""] = readdirSync(join(dataDir, "index"));
    const [, json = ""] = readFileSync(join(dataDir, "index", index), "utf8").split("\n");
    expect(JSON.parse(json).sha256).toBe(actual.digest("hex"));
  });

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
    ["followed by one byte", (path: string) => appendFileSync(path, "g")],
    [
      "followed by garbage behind zeros",
      (path: string) =>
        appendFileSync(path, Buffer.concat([Buffer.alloc(2 ** 21), Buffer.from("x")])),
    ],
    [
      "followed by a member of something else",
      (path: string) => appendFileSync(path, gzipSync("x")),
    ],
    [
      "followed by a cut member",
      (path: string) => appendFileSync(path, gzipSync("x").subarray(0, 15)),
    ],
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

  const members4 = [...members, image("9/noise.jpeg", { body: noise })];
  const pieces = (bytes: Buffer, size: number) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      gzipSync(bytes.subarray(i * size, (i + 1) * size)),
    );
  test.for([
    ["of two members", (tar: Buffer) => pieces(tar, 2 ** 21)],
    ["of many, as bgzip makes it", (tar: Buffer) => [...pieces(tar, 65_280), gzipSync("")]],
    [
      "of members of 100 bytes",
      (tar: Buffer) => [...pieces(tar.subarray(0, 2000), 100), gzipSync(tar.subarray(2000))],
    ],
    ["followed by a zero", (tar: Buffer) => [gzipSync(tar), Buffer.alloc(1)]],
    ["followed by zeros", (tar: Buffer) => [gzipSync(tar), Buffer.alloc(3 * 2 ** 20)]],
    [
      "of two members, followed by zeros",
      (tar: Buffer) => [...pieces(tar, 2 ** 21), Buffer.alloc(999)],
    ],
  ] as const)("%s is read", async ([, pack]) => {
    const tar = readFileSync(await tarOf(members4));
    const path = join(temporaryFolder(), "copy.tar.gz");
    writeFileSync(path, Buffer.concat(pack(tar)));
    const store = await openAny(path);
    expect(store.length).toBe(4);
    const index = [0, 1, 2, 3].find((i) => store.fileName(i) === "9/noise.jpeg") as number;
    expect(Buffer.compare(store.readSync(index), noise)).toBe(0);
    expect(store.info.notes).toEqual([]);
    await store.close();
  });

  test("wherever its members begin, the same comes out", async () => {
    const tar = readFileSync(await tarOf(members4));
    const path = join(temporaryFolder(), "copy.tar.gz");
    // Around 1 MiB, in which pieces the file is read.
    const size = fc.integer({ min: 2 ** 20 - 400, max: 2 ** 20 + 20 });
    await fc.assert(
      fc.asyncProperty(size, fc.nat(600), async (first, zeros) => {
        const parts = [tar.subarray(0, first), tar.subarray(first)].map((part) =>
          gzipSync(part, { level: 0 }),
        );
        writeFileSync(path, Buffer.concat([...parts, Buffer.alloc(zeros)]));
        const store = await openAny(path);
        expect(store.length).toBe(4);
        await store.close();
      }),
      { numRuns: 30, examples: firstMembersOf(2 ** 20).map((length) => [length, 0]) },
    );
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

/** Lengths of a first part whose stored gzip member ends at, before and behind this many bytes. */
function firstMembersOf(bytes: number): number[] {
  const overhead = gzipSync(Buffer.alloc(bytes), { level: 0 }).length - bytes;
  return [-1, 0, 1].map((shift) => bytes - overhead + shift);
}

function writeAt(path: string, position: number, byte: number): void {
  const bytes = readFileSync(path);
  bytes[position] = (bytes[position] as number) ^ byte;
  writeFileSync(path, bytes);
}
