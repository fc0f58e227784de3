import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { classFolders, type DatasetSpec, imageNet2012, imageNetV2 } from "@imagenet-v2/core";
import { validationLabels } from "@imagenet-v2/core/validation-labels";
import { temporaryFolder, tinyJpeg, writeTar } from "@imagenet-v2/fixtures";
import { openPath, openStore, type StoreOptions } from "@imagenet-v2/stores";
import { tfdsIds } from "@imagenet-v2/stores/internal";
import { describe, expect, test } from "vitest";

const jpeg = await tinyJpeg();

async function tarOf(names: readonly string[]): Promise<string> {
  const path = join(temporaryFolder(), "data.tar");
  await writeTar(
    path,
    names.map((name) => ({ name, body: name.endsWith("/") ? new Uint8Array() : jpeg })),
  );
  return path;
}

async function folderOf(names: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(path, jpeg);
  }
  return folder;
}

const places = { tar: tarOf, folder: folderOf };

/** Opens data as what it is, in a data folder of its own. */
async function open(path: string, options: StoreOptions & { dataDir?: string }) {
  return openPath(path, { dataDir: temporaryFolder(), ...options });
}

async function contents(path: string, options: StoreOptions & { dataDir?: string }) {
  const store = await open(path, options);
  const images = Array.from({ length: store.length }, (_, i) => [
    store.fileName(i),
    store.label(i),
  ]);
  await store.close();
  return { images, info: store.info, shardLengths: store.shardLengths };
}

function validationNames(count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `ILSVRC2012_val_${`${i + 1}`.padStart(8, "0")}.JPEG`,
  );
}

describe.for(["tar", "folder"] as const)("in a %s", (place) => {
  const make = places[place];

  test("class folders are read sorted by path, in one shard", async () => {
    const path = await make(["dog/b.jpg", "dog/B.PNG", "cat/a.jpeg", "._x", "README.md"]);
    const { images, info, shardLengths } = await contents(path, {
      spec: classFolders(["dog", "cat"]),
    });
    expect(images).toEqual([
      ["cat/a.jpeg", 1],
      ["dog/B.PNG", 0],
      ["dog/b.jpg", 0],
    ]);
    expect(shardLengths).toEqual([3]);
    expect(info).toMatchObject({ provenance: "custom", dataset: { split: "test", order: "path" } });
    expect(info.notes).toContain("Read sorted by path: TFDS's order is known of ImageNetV2 alone.");
  });

  test("a folder around the class folders is no class", async () => {
    const path = await make(["pets/dog/b.jpg", "pets/cat/a.jpeg"]);
    const { images } = await contents(path, { spec: classFolders() });
    expect(images).toEqual([
      ["cat/a.jpeg", 0],
      ["dog/b.jpg", 1],
    ]);
  });

  test("a class folder without images is a class all the same", async () => {
    const path = await make(["ant/", "bee/a.jpg"]);
    const { images, info } = await contents(path, { spec: classFolders() });
    expect(images).toEqual([["bee/a.jpg", 1]]);
    expect(info.notes).toContain("1 of 2 classes have no image: 0 (ant).");
  });

  test.for([
    [["cat/a.jpg", "cow/a.jpg"], "cow"],
    [["cat/a.jpg", "cat/notes.txt"], "cat/notes.txt"],
    [["cat/a.jpg", "b.jpg"], "b.jpg"],
    [["cat/a.jpg", "dog/b/c.jpg"], "dog/b"],
  ] as const)("of %j the last is refused", async ([names, entry]) => {
    const path = await make(names);
    await expect(open(path, { spec: classFolders(["cat", "dog"]) })).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      entry: expect.stringContaining(entry),
    });
  });

  test("nothing at all is refused", async () => {
    const path = await make(["cat/", "dog/"]);
    await expect(open(path, { spec: classFolders() })).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      message: expect.stringContaining("it has no images"),
    });
  });

  test("a label outside the classes of a spec is refused", async () => {
    const path = await make(["7/a.jpeg", "9/a.jpeg"]);
    const few: DatasetSpec = {
      ...imageNetV2,
      key: "few",
      name: "few",
      classes: imageNetV2.classes.slice(0, 8),
    };
    await expect(open(path, { spec: few, partial: true })).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      entry: "9/a.jpeg",
      message: expect.stringContaining("has the label 9; the classes of few are 0 to 7"),
    });
  });

  test("images of the validation set have the labels of their numbers", async () => {
    const names = validationNames(500);
    const path = await make(names);
    const { images, info } = await contents(path, { spec: imageNet2012, partial: true });
    const labels = validationLabels();
    expect(images).toEqual(names.map((name, i) => [name, labels[i]]));
    expect(info).toMatchObject({
      provenance: "partial",
      dataset: { name: "imagenet2012", split: "validation" },
    });
  });

  test("images of the validation set in folders by WordNet id are the same", async () => {
    // The classes of images 1 and 2 are 65 and 970.
    const path = await make([
      "val/n01751748/ILSVRC2012_val_00000001.JPEG",
      "val/n09193705/ILSVRC2012_val_00000002.JPEG",
    ]);
    const { images } = await contents(path, { spec: imageNet2012, partial: true });
    expect(images.map(([, label]) => label)).toEqual([65, 970]);
  });

  test("a part of the validation set needs partial", async () => {
    const path = await make(validationNames(3));
    await expect(open(path, { spec: imageNet2012 })).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
      message: expect.stringContaining("it has 3 of the 50000 images of imagenet2012"),
    });
  });
});

test("what is kept of an archive is not taken for another list of classes", async () => {
  const path = await tarOf(["cat/a.jpg", "dog/a.jpg"]);
  const dataDir = temporaryFolder();
  const labels = async (list?: string[]) =>
    (await contents(path, { spec: classFolders(list), dataDir })).images.map(([, label]) => label);
  expect(await labels(["dog", "cat"])).toEqual([1, 0]);
  expect(await labels(["cat", "dog"])).toEqual([0, 1]);
  expect(await labels()).toEqual([0, 1]);
});

test("a store that is opened again from its description has its labels and classes", async () => {
  const store = await open(await tarOf(["b/a.jpg", "a/a.jpg"]), { spec: classFolders(["b", "a"]) });
  const description = structuredClone(store.describe?.());
  if (description === undefined) throw new Error("an archive's store has a description");
  const again = await openStore(description);
  expect([again.label(0), again.label(1)]).toEqual([1, 0]);
  expect(again.info.dataset?.classes.map(({ name }) => name)).toEqual(["b", "a"]);
  expect(tfdsIds(again)(1)).toBe("custom-test.tfrecord-00000-of-00001__1");
  await Promise.all([store.close(), again.close()]);
});
