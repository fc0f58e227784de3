import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, fiftyInStorageOrder, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import {
  builderFromDirectories,
  builderFromDirectory,
  type Dataset,
  load,
  partialDecoding,
} from "@imagenet-v2/loader";
import { openPath } from "@imagenet-v2/stores";
import { beforeAll, describe, expect, test } from "vitest";
import { preparedFolder } from "./prepared-folder.ts";
import { tfdsIdsInReadingOrder, tfdsReadingOrder } from "./tfds-reads.ts";

const home = temporaryFolder();
const env = { HOME: home };
const { topDirectory } = variants["matched-frequency"].archive;

const names = (dataset: Dataset<unknown>) =>
  Array.from(dataset.records(), ({ file_name }) => file_name);
const digest = (lines: readonly string[]) =>
  createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");

/** Prepares an archive of these names. @returns the data folder and the prepared one in it */
async function prepared(fileNames: readonly string[], shards: { numShards?: number } = {}) {
  const dataDir = temporaryFolder();
  const archive = join(dataDir, "archive.tar");
  await archiveOf(archive, fileNames, { topDirectory });
  const store = await openPath(archive, { dataDir, partial: true });
  const path = await preparedFolder(store, dataDir, shards);
  await store.close();
  return { dataDir, path, archive };
}

describe("a prepared variant in the data folder", () => {
  let dataDir = "";
  let path = "";
  const root = temporaryFolder();
  beforeAll(async () => {
    const made = await prepared(fileNames("matched-frequency"), { numShards: 16 });
    dataDir = join(root, "data");
    mkdirSync(dataDir, { recursive: true });
    renameSync(join(made.dataDir, "imagenet_v2"), join(dataDir, "imagenet_v2"));
    path = join(dataDir, "imagenet_v2", "matched-frequency", "3.0.0");
  }, 60_000);

  test("is read in TFDS's order, without download", async () => {
    const dataset = await load("imagenet_v2", { dataDir, env, offline: true, split: "test" });
    expect(dataset.info.provenance).toBe("complete");
    expect(digest(names(dataset))).toBe(tfdsReadingOrder["matched-frequency"]);
    expect((await dataset.at(16)).file_name).toBe(
      "495/9a0a6cfa6e8c0141c8b808385f1494f992b610da.jpeg",
    );
    await dataset.close();
  });

  test("has TFDS's ids", async () => {
    const made = await builderFromDirectory(path, { env });
    expect(made.info.fullName).toBe("imagenet_v2/matched-frequency/3.0.0");
    const dataset = await made.asDataset({
      split: "test",
      decoders: partialDecoding([]),
      readConfig: { addTfdsId: true },
    });
    const ids = await dataset.map(({ tfds_id }) => tfds_id).toArray();
    expect(digest(ids)).toBe(tfdsIdsInReadingOrder);
    await dataset.close();
  });

  test("in two places needs to be told which", async () => {
    const other = join(home, "tensorflow_datasets", "imagenet_v2", "matched-frequency", "3.0.0");
    cpSync(path, other, { recursive: true });
    const both = { ...env, IMAGENET_V2_DATA_DIR: dataDir };
    await expect(load("imagenet_v2", { env: both, offline: true })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "dataDir",
      message: expect.stringContaining(other),
    });
    const { test: dataset } = await load("imagenet_v2", { env: both, dataDir, offline: true });
    expect(dataset.store.info.path).toBe(path);
    await dataset.close();
  });
});

describe("a prepared folder in other shards", () => {
  test("is not taken for the variant, but opened by its path", async () => {
    const { dataDir, path } = await prepared(fileNames("matched-frequency"), { numShards: 4 });
    await expect(load("imagenet_v2", { dataDir, env, offline: true })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("4 shards"),
      hint: expect.stringContaining("builderFromDirectory"),
    });
    const made = await builderFromDirectory(path, { env });
    const { test: dataset } = await made.asDataset();
    expect(dataset.info.splits.test.numShards).toBe(4);
    expect(dataset.indices[16]).toBe(2500);
    await dataset.close();
  }, 60_000);
});

describe("the archive option", () => {
  test("tells an archive, a prepared and an unpacked folder apart by looking", async () => {
    const { path, archive, dataDir } = await prepared(fiftyInStorageOrder);
    const unpacked = await unpack(archive);
    for (const [where, kind] of [
      [archive, "archive"],
      [path, "prepared"],
      [unpacked, "folder"],
    ] as const) {
      const options = { archive: where, dataDir, env, partial: true, split: "test" } as const;
      const dataset = await load("imagenet_v2", options);
      expect(dataset.store.info).toMatchObject({ kind, provenance: "partial" });
      expect(dataset.info.fileFormat).toBe(kind === "prepared" ? "tfrecord" : kind);
      expect(names(dataset)).toEqual(fiftyInStorageOrder);
      expect((await dataset.at(7)).image.shape).toEqual([12, 16, 3]);
      await dataset.close();
    }
  });

  test("says what is missing", async () => {
    const archive = join(home, "nowhere.tar");
    await expect(load("imagenet_v2", { archive, env })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("builderFromDirectory", () => {
  test("reads less than a variant only if told so", async () => {
    const { path } = await prepared(fiftyInStorageOrder);
    await expect(builderFromDirectory(path, { env })).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
    });
    const made = await builderFromDirectory(path, { env, partial: true });
    expect(made.info.fullName).toBe("imagenet_v2/matched-frequency/3.0.0");
    expect(made.info.provenance).toBe("partial");
    const [pairs] = await made.asDataset({ split: ["test[:4]"], batchSize: 4, asSupervised: true });
    const [[, label] = []] = await pairs.toArray();
    expect(label).toEqual(Int32Array.of(1, 2, 999, 0));
  });

  test("refuses a folder that is none", async () => {
    await expect(builderFromDirectory(join(home, "missing"), { env })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("missing"),
    });
  });
});

describe("builderFromDirectories", () => {
  test("reads the shards of all, the first folder's first", async () => {
    const halves = [fiftyInStorageOrder.slice(0, 25), fiftyInStorageOrder.slice(25)];
    const folders: string[] = [];
    for (const half of halves) folders.push((await prepared(half)).path);
    const made = await builderFromDirectories(folders.reverse(), { env, partial: true });
    expect(made.info.splits.test.shardLengths).toEqual([25, 25]);
    const dataset = await made.asDataSource({ split: "test" });
    expect(names(dataset)).toEqual([...(halves[1] ?? []), ...(halves[0] ?? [])]);
    expect((await dataset.at(-1)).file_name).toBe(fiftyInStorageOrder[24]);
    const read = await made.asDataset({ split: "test" });
    expect([...read.indices].slice(14, 18)).toEqual([14, 15, 25, 26]);
    await Promise.all([dataset.close(), read.close()]);

    // As TFDS 4.9.10: the path from where the folders part.
    const tags = await made.asDataset({
      split: "test[24:26]",
      decoders: partialDecoding([]),
      readConfig: { addTfdsId: true },
    });
    const [first, second] = folders.map((folder) => basename(join(folder, "../../..")));
    const rest = "imagenet_v2/matched-frequency/3.0.0/imagenet_v2-test.tfrecord-00000-of-00001";
    expect(await tags.toArray()).toEqual([
      { tfds_id: `${first}/${rest}__24` },
      { tfds_id: `${second}/${rest}__0` },
    ]);
    await tags.close();
  });

  test("needs a folder", async () => {
    await expect(builderFromDirectories([], { env })).rejects.toMatchObject({
      code: "INVALID_OPTION",
    });
  });
});

const golden = sharedFile("golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0");

test.skipIf(golden === undefined)("what TFDS itself prepared is read (../shared)", async () => {
  const made = await builderFromDirectory(golden as string, {
    env,
    dataDir: temporaryFolder(),
    partial: true,
  });
  const { test: dataset } = await made.asDataset();
  expect(names(dataset)).toEqual(fiftyInStorageOrder);
  expect((await dataset.toArray()).length).toBe(50);
  await dataset.close();

  const text = readFileSync(sharedFile("golden/info-50.txt") as string, "utf8").trimEnd();
  const dataDir = /data_dir='([^']*)'/.exec(text)?.[1] as string;
  expect(String(made.info).replace(made.info.dataDir as string, dataDir)).toBe(text);
});

/** Unpacks an archive of the test's own, with the system's tar. */
async function unpack(archive: string): Promise<string> {
  const { execFileSync } = await import("node:child_process");
  const target = join(dirname(archive), "unpacked");
  mkdirSync(target);
  execFileSync("tar", ["-xf", archive, "-C", target]);
  return join(target, topDirectory);
}
