import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type ExampleFormat, exampleWriter, type OutputFile } from "@imagenet-v2/export";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { MemoryStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";

const variant = "topimages";
const store = await MemoryStore.of(
  Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`${i}/${i}.jpeg`, Uint8Array.of(i, i)])),
);
const names = Array.from({ length: 5 }, (_, i) => store.fileName(i));

/** A file of names a shard, with a line below them that says how many they are. */
const listing: ExampleFormat = {
  name: "listing",
  byteLength: ({ file_name }) => file_name.length + 1,
  openShard: async ({ shard, create }) => {
    const file = await create(`${shard}.txt`);
    let count = 0;
    return {
      write: async ({ file_name }) => {
        count++;
        await file.write(`${file_name}\n`);
      },
      finish: () => file.write(`${count} at ${file.length}`),
    };
  },
};

const folderIn = (dataDir: string) => join(dataDir, "listing/imagenet_v2/topimages/3.0.0");

describe("a format of one's own", () => {
  test("is given the examples in storage order, shard after shard", async () => {
    const dataDir = temporaryFolder();
    const written = await exampleWriter(listing).write(store, { dataDir, variant, numShards: 2 });
    expect(written).toEqual({
      path: folderIn(dataDir),
      ...{ variant, numExamples: 5, shardLengths: [2, 3], numBytes: 45, reused: false },
    });
    const text = (shard: number) => readFileSync(join(written.path, `${shard}.txt`), "utf8");
    expect(text(0)).toBe(`${names.slice(0, 2).join("\n")}\n2 at 18`);
    expect(text(1)).toBe(`${names.slice(2).join("\n")}\n3 at 27`);
  });

  test("has a manifest, which says what the folder holds and what it was made of", async () => {
    const { path } = await exampleWriter(listing).write(store, {
      ...{ dataDir: temporaryFolder(), variant, maxExamplesPerSplit: 3 },
    });
    expect(JSON.parse(readFileSync(join(path, "manifest.json"), "utf8"))).toEqual({
      format: "listing",
      dataset: { name: "imagenet_v2", variant, version: "3.0.0" },
      source: { kind: "memory", provenance: "custom", bytes: 10 },
      ...{ numExamples: 3, shardLengths: [3], numBytes: 27 },
      files: { "0.txt": 34 },
    });
  });

  test("may close its files early, and have others beside them and a place of its own", async () => {
    const dataDir = temporaryFolder();
    const files: OutputFile[] = [];
    const writer = exampleWriter({
      name: "single",
      byteLength: (_, imageBytes) => imageBytes,
      folder: ({ variant }) => join("images", variant),
      sharedFiles: () => ({ "images/about.txt": "of all" }),
      files: ({ numExamples }) => ({ "count.txt": String(numExamples) }),
      openShard: ({ create }) => ({
        write: async ({ file_name, image }) => {
          const file = await create(file_name.replace("/", "-"));
          await file.write(image);
          await file.close();
          files.push(file);
        },
      }),
    });
    const { path } = await writer.write(store, { dataDir, variant });
    expect(path).toBe(join(dataDir, "images/topimages"));
    expect(readdirSync(path).sort()).toEqual(
      [...names.map((name) => name.replace("/", "-")), "count.txt", "manifest.json"].sort(),
    );
    expect(readFileSync(join(path, "3-3.jpeg"))).toEqual(Buffer.of(3, 3));
    expect(readFileSync(join(dataDir, "images/about.txt"), "utf8")).toBe("of all");
    expect(files.map(({ length }) => length)).toEqual([2, 2, 2, 2, 2]);
  });

  test("may leave its writes unawaited: they come one after the other", async () => {
    const files: OutputFile[] = [];
    const { write } = exampleWriter({
      ...listing,
      openShard: async ({ create }) => {
        const file = await create("all.txt");
        files.push(file);
        return {
          write: async ({ file_name }) => {
            for (const part of [`${file_name} `.repeat(20_000), "|"]) void file.write(part);
          },
        };
      },
    });
    const { path } = await write(store, { dataDir: temporaryFolder(), variant });
    const expected = names.map((name) => `${`${name} `.repeat(20_000)}|`).join("");
    expect(readFileSync(join(path, "all.txt"), "utf8")).toBe(expected);
    expect(files[0]?.length).toBe(expected.length);
  });

  test("fails by a write that failed, although it did not wait for it", async () => {
    const dataDir = temporaryFolder();
    const { write } = exampleWriter({
      ...listing,
      openShard: async ({ create }) => {
        const file = await create("all.txt");
        return {
          write: async () => {
            void file.write(7 as unknown as string);
          },
        };
      },
    });
    await expect(write(store, { dataDir, variant })).rejects.toMatchObject({
      ...{ code: "INVALID_OPTION", option: "openShard" },
      message: expect.stringContaining("all.txt cannot be written to: number"),
    });
    expect(readdirSync(join(folderIn(dataDir), ".."))).toEqual([]);
  });

  test.each([
    ["and waits", true],
    ["and does not wait", false],
  ])("cannot write to a file that it closed %s", async (_, waits) => {
    const dataDir = temporaryFolder();
    const { write } = exampleWriter({
      ...listing,
      openShard: async ({ create }) => {
        const file = await create("all.txt");
        await file.close();
        return {
          write: async () => {},
          finish: async () => {
            const written = file.write("late");
            if (waits) await written;
          },
        };
      },
    });
    await expect(write(store, { dataDir, variant })).rejects.toMatchObject({
      ...{ code: "INVALID_OPTION", option: "openShard" },
      message: expect.stringContaining("all.txt"),
    });
  });

  test("leaves nothing behind when it fails, and its error is told as it was", async () => {
    const dataDir = temporaryFolder();
    const error = new Error("out of ink");
    const writer = exampleWriter({
      ...listing,
      openShard: async ({ create }) => {
        await create("x");
        return { write: () => Promise.reject(error) };
      },
    });
    await expect(writer.write(store, { dataDir, variant })).rejects.toBe(error);
    expect(readdirSync(join(folderIn(dataDir), ".."))).toEqual([]);
  });
});

test("other classes than ImageNet's are refused: a folder does not say what its labels mean", async () => {
  const classes = ["cat", "dog"].map((name, index) => ({ index, name }));
  const dataset = { name: "custom", split: "test", order: "path", classes } as const;
  const pets = Object.assign(Object.create(store), { info: { ...store.info, dataset } });
  const dataDir = temporaryFolder();
  await expect(exampleWriter(listing).write(pets, { dataDir, variant })).rejects.toMatchObject({
    code: "UNSUPPORTED",
    message: "listing: custom has 2 classes of its own, and not ImageNet's thousand.",
  });
  expect(readdirSync(dataDir)).toEqual([]);
});

describe("a folder that is there", () => {
  test.each([
    ["other files", (path: string) => writeFileSync(join(path, "thesis.txt"), "mine")],
    ["a broken link", (path: string) => symlinkSync("/nowhere", join(path, "thesis.txt"))],
    [
      "another format",
      (path: string) => {
        const manifest = { format: "x", numExamples: 1, shardLengths: [1], numBytes: 1, files: {} };
        writeFileSync(join(path, "manifest.json"), JSON.stringify(manifest));
      },
    ],
  ])("with %s is refused, and replaced only when told to", async (_, fill) => {
    const dataDir = temporaryFolder();
    const path = folderIn(dataDir);
    mkdirSync(path, { recursive: true });
    fill(path);
    const before = readdirSync(path);
    const { write } = exampleWriter(listing);
    await expect(write(store, { dataDir, variant })).rejects.toMatchObject({
      ...{ code: "INVALID_OPTION", option: "dataDir", message: expect.stringContaining(path) },
      hint: expect.stringContaining("overwrite"),
    });
    expect(readdirSync(path)).toEqual(before);
    expect(await write(store, { dataDir, variant, overwrite: true })).toMatchObject({
      ...{ path, reused: false },
    });
    expect(readdirSync(path).sort()).toEqual(["0.txt", "manifest.json"]);
  });

  test("is left alone if it is whole, and made again if a file of it is missing", async () => {
    const dataDir = temporaryFolder();
    const { write } = exampleWriter(listing);
    const first = await write(store, { dataDir, variant });
    const again = await write(store, { dataDir, variant, numShards: 2 });
    expect(again).toEqual({ ...first, reused: true });
    rmSync(join(first.path, "0.txt"));
    expect(await write(store, { dataDir, variant })).toEqual(first);
    expect(existsSync(join(first.path, "0.txt"))).toBe(true);
  });
});

describe("what is wrong with a format is told by name", () => {
  test.each([
    ["format", undefined],
    ["format", "tfrecord"],
    ["name", { ...listing, name: "../up" }],
    ["name", { ...listing, name: undefined }],
    ["byteLength", { ...listing, byteLength: 5 }],
    ["framing", { ...listing, framing: -1 }],
    ["openShard", { name: "x", byteLength: () => 1 }],
    ["files", { ...listing, files: {} }],
  ])("%s", (option, format) => {
    expect(() => exampleWriter(format as ExampleFormat)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option }),
    );
  });

  test.each([
    ["byteLength", { byteLength: () => Number.NaN }],
    ["folder", { folder: () => "../elsewhere" }],
    ["folder", { folder: () => "a/../.." }],
    ["folder", { folder: () => "/elsewhere" }],
    ["folder", { folder: () => "." }],
    ["fileName", { openShard: ({ create }) => create("../x") as never }],
    ["fileName", { openShard: ({ create }) => create("..") as never }],
    ["fileName", { openShard: ({ create }) => create("") as never }],
  ] as [string, Partial<ExampleFormat>][])("%s, when it is used", async (option, changes) => {
    const dataDir = temporaryFolder();
    const { write } = exampleWriter({ ...listing, ...changes });
    await expect(write(store, { dataDir, variant })).rejects.toMatchObject({
      ...{ code: "INVALID_OPTION", option },
    });
    expect(existsSync(folderIn(dataDir))).toBe(false);
  });
});
