import { renameSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { fiftyInStorageOrder, temporaryFolder, threeImages } from "@imagenet-v2/fixtures";
import { FolderStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { topDirectory } from "./archives.ts";
import { folderOf, namesOf, treeOf } from "./folders.ts";
import { testStore } from "./store-conformance.ts";

const partial = { partial: true };
testStore("FolderStore", () => FolderStore.open(treeOf(threeImages), partial));

test("has the order of TFDS, not that of the folders", async () => {
  const store = await FolderStore.open(folderOf([...fiftyInStorageOrder].sort()), partial);
  expect(namesOf(store)).toEqual(fiftyInStorageOrder);
  expect(store.info).toMatchObject({ variant: "matched-frequency", provenance: "partial" });
});

test("takes the label from the folder's number, not from its rank", async () => {
  const store = await FolderStore.open(folderOf(["10/a.jpeg", "100/b.jpeg", "2/c.jpeg"]), partial);
  const labels = Object.fromEntries(namesOf(store).map((name, i) => [name, store.label(i)]));
  expect(labels).toEqual({ "10/a.jpeg": 10, "100/b.jpeg": 100, "2/c.jpeg": 2 });
  expect([...store.archiveOrder()].map((i) => store.label(i))).toEqual([2, 10, 100]);
});

test("finds the top folder in the folder it was unpacked into", async () => {
  const folder = dirname(folderOf(["7/a.jpeg"]));
  const store = await FolderStore.open(folder, partial);
  expect(store.info).toMatchObject({ path: join(folder, topDirectory), topDirectory });
});

test("knows a whole variant whatever its folder is called, and follows links", async () => {
  const folder = folderOf(fileNames("threshold-0.7"), "val");
  const link = join(temporaryFolder(), "link");
  symlinkSync(folder, link);
  const store = await FolderStore.open(link);
  expect(store.info).toMatchObject({ variant: "threshold-0.7", provenance: "complete" });
  expect(store.shardLengths).toEqual(Array(16).fill(625));
  rmSync(join(folder, store.fileName(0)));
  await expect(FolderStore.open(link)).rejects.toMatchObject({
    code: "INCOMPLETE_DATA",
    missing: [],
  });
});

describe("refuses", () => {
  test.for([
    ["WordNet ids", "n01440764/a.jpeg"],
    ["a class beyond the last", "1000/a.jpeg"],
    ["a stray file", "7/notes.txt"],
    ["a file beside the class folders", "notes.txt"],
  ] as const)("%s", async ([, name]) => {
    const folder = folderOf(["8/a.jpeg", name]);
    await expect(FolderStore.open(folder, partial)).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      path: folder,
    });
  });

  test("a folder of something else, and one that is not there", async () => {
    const folder = temporaryFolder();
    await expect(FolderStore.open(folder)).rejects.toMatchObject({ code: "NOT_AN_ARCHIVE" });
    const missing = join(folder, "missing");
    await expect(FolderStore.open(missing)).rejects.toMatchObject({
      code: "NOT_FOUND",
      path: missing,
    });
  });
});

test("gives an error, not another image, once a file changed or is gone", async () => {
  const folder = folderOf(["7/a.jpeg", "8/b.jpeg"]);
  const store = await FolderStore.open(folder, partial);
  const [a, b] = namesOf(store).map((name) => join(folder, name)) as [string, string];
  truncateSync(a, 2);
  renameSync(b, `${b}.aside`);
  for (const index of [0, 1]) {
    await expect(store.read(index)).rejects.toMatchObject({ code: "DATA_CHANGED" });
    expect(() => store.readSync(index)).toThrow(expect.objectContaining({ code: "DATA_CHANGED" }));
  }
});
