import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { publishedShardLengths, readingOrder, storageOrder, variantNames } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { sharedFile } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";

/** What TFDS yields for the published lists; matched-frequency was read with TFDS 4.9.10 itself. */
const published = {
  "matched-frequency": {
    storage: "e875b1f66f71bda811c7d484687226a7c1cc48f9180016babcb3a4726c8ea96c",
    reading: "a2958057b6b00f9c97830755f49f5e2569b240573ea1005f280c1d34f7d1f0d6",
    labels: [742, 636, 217, 946, 421, 353, 710, 572, 429, 115, 581, 103, 549, 798, 789, 608],
    read: {
      0: "742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg",
      1: "636/aebe1c00437d74b518191381ec2ced8644697531.jpeg",
      2: "217/c42c6d710350a2ecbd9bc2f29b52517a9dc0e651.jpeg",
      3: "946/ed3cc63cd4e480c52137a73e4c3b2a921512a28d.jpeg",
      4: "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg",
      5: "353/b5364bdab3cebca2734755c41ae97565ee9f1bb2.jpeg",
      16: "495/9a0a6cfa6e8c0141c8b808385f1494f992b610da.jpeg",
      32: "36/c962d8cbbe65977cfba90ffa2bcc74622b4bf55e.jpeg",
      256: "75/89c6825b91050abe1ab368a492116fe5969e9471.jpeg",
      9999: "931/0381fcd3b80e9b23ef89a55a2f0c2a02fb7eb545.jpeg",
    },
  },
  "threshold-0.7": {
    storage: "e8ef91298188a962a553a4f454e35d5c1b136d10a3e8b97243f8449b481b3364",
    reading: "ff5e580557152ed16cd9cddad9e58abeb5a67a1afe764c47937ecb7fedcea209",
    labels: [949, 951, 64, 39, 421, 353, 405, 377, 572, 429, 294, 103, 309, 608, 75, 133],
    read: {
      0: "949/ac52a644762e731c6ae9d568c50a424ef61c32c5.jpeg",
      1: "951/0aefa2e156e2633002703c32b70c31d5fc3f37c9.jpeg",
      2: "64/1f9f4593d8e64c16088b77e73adc627747443622.jpeg",
      3: "39/ce7b8c49021db1e5b41df02eb1b402e2c7dfb8e4.jpeg",
      4: "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg",
      5: "353/b5364bdab3cebca2734755c41ae97565ee9f1bb2.jpeg",
      16: "785/7392ca8c88ac1e7a3eefc8f8988328ac1c0d5b6f.jpeg",
      32: "750/dfe6791d64602fb0156ce643e4cec2a34d234e8f.jpeg",
      256: "638/20ee317a684f4937fb38795c032a9091355f6e5c.jpeg",
      9999: "120/0752dd16c47f81ae3bd24578c1c16954f2e43642.jpeg",
    },
  },
  topimages: {
    storage: "89f97ffcb5a01e3699194ff3ed94256979d27cbee9160a50c2cb83bc52dff115",
    reading: "bd727e7b5654491bfe3f481470df27a284f04a2fc97cb4e494f72d83b0411a1b",
    labels: [601, 742, 994, 949, 421, 353, 572, 429, 294, 903, 994, 103, 393, 479, 809, 75],
    read: {
      0: "601/088bc46ad752e10f0e3fbe2c6dbafbb3bad3b4d9.jpeg",
      1: "742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg",
      2: "994/b8744485cd8e6da842df5eb610de71d5d4856a76.jpeg",
      3: "949/ac52a644762e731c6ae9d568c50a424ef61c32c5.jpeg",
      4: "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg",
      5: "353/b5364bdab3cebca2734755c41ae97565ee9f1bb2.jpeg",
      16: "125/cc385f85c6fe357fd0a955052ae384321c04113f.jpeg",
      32: "26/7a7a4c05ede68eece99f0560e370d49dbc7083fd.jpeg",
      256: "133/4c7416dcb0daa7bff1d591fe2d10ea5452f8efdd.jpeg",
      9999: "814/bc80cfc63beca181357a7ec11054759403cb9bcb.jpeg",
    },
  },
} as const;

function sha256OfLines(lines: readonly string[]): string {
  return createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");
}

function stored(variant: string): string[] {
  const names = fileNames(variant);
  return Array.from(storageOrder(names), (position) => names[position] ?? "");
}

function picked(names: readonly string[], order: Uint32Array): string[] {
  return Array.from(order, (index) => names[index] ?? "");
}

const wholeSplit = publishedShardLengths.map((take, shard) => ({ shard, skip: 0, take }));

describe.each(variantNames)("%s", (variant) => {
  const golden = published[variant];
  const storage = stored(variant);
  const reading = picked(storage, readingOrder(wholeSplit, publishedShardLengths));

  test("is stored in TFDS's order", () => {
    expect(sha256OfLines(storage)).toBe(golden.storage);
    expect(storage.slice(0, 16).map((name) => Number(name.split("/")[0]))).toEqual(golden.labels);
  });

  test("is read in TFDS's order", () => {
    expect(sha256OfLines(reading)).toBe(golden.reading);
    for (const [position, name] of Object.entries(golden.read)) {
      expect(reading[Number(position)]).toBe(name);
    }
  });

  test("has one storage order, whatever order the names come in", () => {
    const names = [...fileNames(variant)].sort();
    expect(picked(names, storageOrder(names))).toEqual(storage);
  });
});

test("class 0 of matched-frequency is spread over the storage order", () => {
  const positions = stored("matched-frequency").flatMap((name, i) =>
    name.startsWith("0/") ? [i] : [],
  );
  expect(positions).toEqual([686, 900, 1020, 1196, 1518, 1730, 3452, 7055, 8194, 8672]);
});

interface SplitGoldens {
  first: [fileName: string, tfdsId: string][];
  splits: {
    spec: string;
    files?: [shard: number, skip: number, take: number, examples: number][];
    /** Without a hash where TFDS failed: on nothing to read, and on an inverted slice. */
    read?: { sha256?: string };
  }[];
}

const goldens = sharedFile("golden/tfds-splits.json");

test.skipIf(goldens === undefined)("reads each split as TFDS 4.9.10 read it (../shared)", () => {
  const { first, splits }: SplitGoldens = JSON.parse(readFileSync(goldens ?? "", "utf8"));
  const storage = stored("matched-frequency");
  const reading = picked(storage, readingOrder(wholeSplit, publishedShardLengths));
  expect(reading.slice(0, first.length)).toEqual(first.map(([name]) => name));

  const readable = splits.filter(({ files, read }) => files && read?.sha256);
  expect(readable.length).toBeGreaterThan(20);
  for (const { spec, files = [], read } of readable) {
    const instructions = files.map(([shard, skip, take]) => ({ shard, skip, take }));
    const names = picked(storage, readingOrder(instructions, publishedShardLengths));
    expect({ spec, sha256: sha256OfLines(names) }).toEqual({ spec, sha256: read?.sha256 });
  }
});
