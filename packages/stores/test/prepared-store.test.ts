import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  fiftyInStorageOrder,
  sharedFile,
  temporaryFolder,
  threeImages,
} from "@imagenet-v2/fixtures";
import { PreparedStore, type PreparedStoreOptions } from "@imagenet-v2/stores";
import { encodeExample, encodeRecord } from "@imagenet-v2/tfrecord";
import { describe, expect, test } from "vitest";
import { testStore } from "./store-conformance.ts";

interface Written {
  readonly fileName: string;
  readonly label?: number;
  readonly image?: Uint8Array;
}

const image = new Uint8Array([1, 2, 3]);
const three: readonly Written[] = [
  "742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg",
  "636/aebe1c00437d74b518191381ec2ced8644697531.jpeg",
  "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg",
].map((fileName) => ({ fileName, image: threeImages[fileName] as Uint8Array }));

/** Writes a folder as TFDS would, with these examples in its shards. @returns its path */
function prepared(shards: readonly (readonly Written[])[], info: object = {}): string {
  const folder = temporaryFolder();
  const count = String(shards.length).padStart(5, "0");
  for (const [shard, examples] of shards.entries()) {
    const records = examples.map(({ fileName, label = Number.parseInt(fileName, 10), ...more }) =>
      encodeRecord(
        encodeExample({
          file_name: { bytesList: [Buffer.from(fileName)] },
          image: { bytesList: [more.image ?? image] },
          label: { int64List: [BigInt(label)] },
        }),
      ),
    );
    const name = `imagenet_v2-test.tfrecord-${String(shard).padStart(5, "0")}-of-${count}`;
    writeFileSync(join(folder, name), Buffer.concat(records));
  }
  const json = {
    name: "imagenet_v2",
    version: "3.0.0",
    configName: "matched-frequency",
    splits: [{ name: "test", shardLengths: shards.map(({ length }) => String(length)) }],
    ...info,
  };
  writeFileSync(join(folder, "dataset_info.json"), JSON.stringify(json));
  writeFileSync(join(folder, "features.json"), featuresJson);
  return folder;
}

const featuresJson = JSON.stringify({
  pythonClassName: "tensorflow_datasets.core.features.features_dict.FeaturesDict",
  featuresDict: {
    features: {
      file_name: { pythonClassName: "tensorflow_datasets.core.features.text_feature.Text" },
      image: { pythonClassName: "tensorflow_datasets.core.features.image_feature.Image" },
      label: {
        pythonClassName: "tensorflow_datasets.core.features.class_label_feature.ClassLabel",
      },
    },
  },
});

function open(folder: string, options: PreparedStoreOptions = {}): Promise<PreparedStore> {
  return PreparedStore.open(folder, { dataDir: temporaryFolder(), partial: true, ...options });
}

const namesIn = (store: PreparedStore) =>
  Array.from({ length: store.length }, (_, i) => store.fileName(i));

const shardIn = (folder: string, shard = 0) =>
  join(folder, readdirSync(folder).filter((name) => name.includes("tfrecord-"))[shard] as string);

testStore("PreparedStore", () => open(prepared([three])));
testStore("PreparedStore without checksums", () => open(prepared([three]), { verify: false }));

describe("a prepared folder", () => {
  test("keeps its shards and their order, whatever the rules would give", async () => {
    const store = await open(prepared([three.slice(2), [], three.slice(0, 2)]));
    expect(store.shardLengths).toEqual([1, 0, 2]);
    expect(namesIn(store)).toEqual([2, 0, 1].map((i) => three[i]?.fileName));
    expect(await store.read(2)).toEqual(three[1]?.image);
    await store.close();
  });

  test("is complete with all names of its variant", async () => {
    const examples = fileNames("topimages").map((fileName) => ({ fileName }));
    const folder = prepared([examples.slice(0, 4000), examples.slice(4000)], {
      configName: "topimages",
    });
    const store = await open(folder, { partial: false });
    expect(store.info).toMatchObject({ variant: "topimages", provenance: "complete" });
    expect(store.shardLengths).toEqual([4000, 6000]);
    await store.close();
  });

  test("needs partial for less, and must be the variant asked for", async () => {
    const folder = prepared([three]);
    await expect(open(folder, { partial: false })).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
    });
    await expect(open(folder, { variant: "topimages" })).rejects.toMatchObject({
      code: "WRONG_VARIANT",
      actual: "matched-frequency",
    });
  });

  test("of very old metadata, which do not count shards, is read by what is there", async () => {
    const splits = [{ name: "test", numShards: "2" }];
    const folder = prepared([three.slice(0, 1), three.slice(1)], { splits });
    const store = await open(folder);
    expect(store.shardLengths).toEqual([1, 2]);
    await store.close();
    rmSync(shardIn(folder, 0));
    await expect(open(folder)).rejects.toMatchObject({ code: "CORRUPT_DATA" });
  });

  test("of version 2.0.0, with absolute paths, has the names of 3.0.0", async () => {
    const store = await open(prepared([[{ fileName: "/data/extracted/742/x.jpeg", label: 742 }]]));
    expect(namesIn(store)).toEqual(["742/x.jpeg"]);
    await store.close();
  });

  test("is indexed once, in the data folder", async () => {
    const folder = prepared([three]);
    const dataDir = temporaryFolder();
    const before = readdirSync(folder);
    await (await open(folder, { dataDir })).close();
    const [index] = readdirSync(join(dataDir, "index"));
    const { mtimeMs } = statSync(join(dataDir, "index", index as string));
    await (await open(folder, { dataDir })).close();
    expect(statSync(join(dataDir, "index", index as string)).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe("refuses a prepared folder", () => {
  test("that is none, and that is of another dataset or format", async () => {
    await expect(open(temporaryFolder())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(open(prepared([three], { name: "mnist" }))).rejects.toMatchObject({
      code: "UNKNOWN_DATASET",
    });
    await expect(open(prepared([three], { fileFormat: "riegeli" }))).rejects.toMatchObject({
      code: "UNSUPPORTED",
    });
    await expect(open(prepared([three], { splits: [] }))).rejects.toMatchObject({
      code: "CORRUPT_DATA",
    });
  });

  test.for([
    ["with a shard missing", (folder: string) => rmSync(shardIn(folder))],
    ["with a shard that is cut", (folder: string) => truncateSync(shardIn(folder), 1000)],
    ["with an empty shard", (folder: string) => truncateSync(shardIn(folder), 0)],
    [
      "with metadata that are cut",
      (folder: string) => truncateSync(join(folder, "dataset_info.json"), 20),
    ],
  ] as const)("%s", async ([, damage]) => {
    const folder = prepared([three]);
    damage(folder);
    await expect(open(folder)).rejects.toMatchObject({ code: "CORRUPT_DATA" });
  });

  test("whose counts disagree, with both", async () => {
    const folder = prepared([three], { splits: [{ name: "test", shardLengths: ["4"] }] });
    await expect(open(folder)).rejects.toMatchObject({
      code: "CORRUPT_DATA",
      path: shardIn(folder),
      message: expect.stringContaining("has 3 examples, dataset_info.json says 4"),
    });
  });

  test("whose label is not that of the class folder", async () => {
    const folder = prepared([[{ fileName: "7/a.jpeg", label: 8 }]]);
    await expect(open(folder)).rejects.toMatchObject({
      code: "CORRUPT_DATA",
      message: expect.stringContaining('"7/a.jpeg" has the label 8'),
    });
  });
});

test("one flipped bit in a stored image is an error with its place, unless told not to look", async () => {
  const folder = prepared([three]);
  const shard = shardIn(folder);
  const bytes = readFileSync(shard);
  bytes[800] = (bytes[800] as number) ^ 1;
  writeFileSync(shard, bytes);
  const store = await open(folder);
  const corrupt = { code: "CORRUPT_DATA", path: shard, offset: 0 };
  await expect(store.read(0)).rejects.toMatchObject(corrupt);
  expect(() => store.readSync(0)).toThrow(expect.objectContaining(corrupt));
  expect(await store.read(1)).toEqual(three[1]?.image);
  await store.close();
  const trusting = await open(folder, { verify: false });
  expect(await trusting.read(0)).toHaveLength(1600);
  await trusting.close();
});

test("a shard that changes while it is open gives an error, not another image", async () => {
  const folder = prepared([three]);
  const store = await open(folder);
  writeFileSync(shardIn(folder), readFileSync(shardIn(folder)).reverse());
  await expect(store.read(0)).rejects.toMatchObject({ code: "DATA_CHANGED" });
  await store.close();
});

const golden = sharedFile("golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0");

test.skipIf(golden === undefined)("reads what TFDS itself prepared (../shared)", async () => {
  const store = await open(golden as string);
  expect(namesIn(store)).toEqual(fiftyInStorageOrder);
  expect(store.shardLengths).toEqual([50]);
  expect(store.info).toMatchObject({
    variant: "matched-frequency",
    provenance: "partial",
    numBytes: 5_784_835,
  });
  const manifest = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz.manifest.tsv");
  const rows = readFileSync(manifest as string, "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const sha256 = new Map(rows.map((row) => [row.split("\t")[0], row.split("\t")[4]]));
  for (let i = 0; i < store.length; i++) {
    const digest = createHash("sha256").update(store.readSync(i)).digest("hex");
    expect(digest).toBe(sha256.get(store.fileName(i)));
  }
  await store.close();
});
