import { readdirSync } from "node:fs";
import { join } from "node:path";
import { archiveOf, fiftyInStorageOrder, temporaryFolder } from "@imagenet-v2/fixtures";
import {
  builder,
  type Dataset,
  type Example,
  type ExampleWriter,
  partialDecoding,
  type WriteOptions,
  type WrittenFolder,
} from "@imagenet-v2/loader";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";

const folder = temporaryFolder();
const options = {
  archive: join(folder, "50.tar"),
  dataDir: join(folder, "data"),
  env: { HOME: folder },
  partial: true,
} as const;

beforeAll(() =>
  archiveOf(options.archive, [...fiftyInStorageOrder].sort(), {
    topDirectory: "imagenetv2-matched-frequency-format-val",
  }),
);

describe("a builder", () => {
  test("knows the dataset before any data is looked at", () => {
    const { info } = builder("imagenet_v2/topimages", { env: options.env });
    expect(info.fullName).toBe("imagenet_v2/topimages/3.0.0");
    expect(info.splits.test.numExamples).toBe(10_000);
    expect(info.provenance).toBeUndefined();
    expect(info.features.label.int2str(0)).toBe("n01440764");
  });

  test("gives datasets of the structure asked for, and the info of the data at hand", async () => {
    const fifty = builder("imagenet_v2", options);
    const { test: all } = await fifty.asDataset();
    expectTypeOf(all).toEqualTypeOf<Dataset<Example>>();
    expect(all.length).toBe(50);
    expect(fifty.info.provenance).toBe("partial");
    const [few, [none]] = await fifty.asDataset({ split: ["test[:2]", ["test[-1:]"]] });
    expect([few.length, none.length]).toEqual([2, 1]);
    await Promise.all([all.close(), few.close()]);
  });

  test("gives random access in storage order", async () => {
    const source = await builder("imagenet_v2", options).asDataSource({
      split: "test",
      decoders: partialDecoding(["file_name"]),
    });
    expect(source.length).toBe(50);
    expect(await source.at(0)).toEqual({ file_name: fiftyInStorageOrder[0] });
    expect((await source.toArray()).map(({ file_name }) => file_name)).toEqual(fiftyInStorageOrder);
    await source.close();
  });

  test("makes the data ready, and hands it to a writer if there is one", async () => {
    const fifty = builder("imagenet_v2", options);
    expect(await fifty.downloadAndPrepare()).toBeUndefined();
    expect(readdirSync(options.dataDir)).toEqual(["index"]);
    expect(fifty.info.provenance).toBe("partial");
    const calls: [string | undefined, WriteOptions | undefined][] = [];
    const folder: WrittenFolder = {
      path: "/made",
      variant: "matched-frequency",
      numExamples: 50,
      shardLengths: [50],
      numBytes: 1,
      reused: false,
    };
    const writer: ExampleWriter = {
      format: "counted",
      write: async (store, how) => {
        calls.push([store.fileName(49), how]);
        return folder;
      },
    };
    const tell = () => {};
    const made = await fifty.downloadAndPrepare({
      writer,
      numShards: 2,
      overwrite: true,
      onPrepareProgress: tell,
    });
    expectTypeOf(made).toEqualTypeOf<WrittenFolder>();
    expect(made).toBe(folder);
    const { dataDir } = options;
    expect(calls).toEqual([
      [fiftyInStorageOrder[49], { dataDir, numShards: 2, overwrite: true, onProgress: tell }],
    ]);
  });

  test("opens no socket to read, and says what to do", async () => {
    const missing = builder("imagenet_v2", { dataDir: temporaryFolder(), env: options.env });
    await expect(missing.asDataset()).rejects.toMatchObject({
      code: "NOT_PREPARED",
      message: expect.stringMatching(
        /could not find data .* Please make sure to call downloadAndPrepare\(\)/,
      ),
    });
  });

  test("refuses what it does not know", async () => {
    expect(() => builder("imagenet_v2", { confg: "topimages" } as object)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        option: "confg",
        hint: expect.stringContaining('"config"'),
      }),
    );
    const fifty = builder("imagenet_v2", options);
    await expect(fifty.asDataset({ splits: "test" } as object)).rejects.toMatchObject({
      option: "splits",
    });
    await expect(fifty.asDataSource({ order: "reading" } as object)).rejects.toMatchObject({
      option: "order",
    });
    await expect(fifty.downloadAndPrepare({ overwrite: true })).rejects.toMatchObject({
      option: "overwrite",
    });
    await expect(fifty.downloadAndPrepare({ format: "tfrecord" } as object)).rejects.toMatchObject({
      option: "format",
    });
  });

  test.each([
    ["a name", "tfrecord"],
    ["a writer's maker, not called", () => ({ format: "x", write: async () => {} })],
    ["an object that writes nothing", { format: "x" }],
    ["nothing", null],
  ])("refuses %s for a writer, before it looks at the data", async (_, writer) => {
    const missing = builder("imagenet_v2", { ...options, archive: join(folder, "missing.tar") });
    const wrong = { writer, numShards: 2 } as unknown as { writer: ExampleWriter };
    await expect(missing.downloadAndPrepare(wrong)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "writer",
      message: expect.stringContaining("tfrecord() of imagenet-v2/export"),
    });
  });

  test("refuses a wrong option of the writing, before it looks at the data", async () => {
    const missing = builder("imagenet_v2", { ...options, archive: join(folder, "missing.tar") });
    const writer = { format: "x", write: () => Promise.reject(new Error("called")) };
    await expect(missing.downloadAndPrepare({ writer, numShards: 0 })).rejects.toMatchObject({
      option: "numShards",
    });
  });
});
