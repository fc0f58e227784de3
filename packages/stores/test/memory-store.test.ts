import { classFolders, imageNet2012 } from "@imagenet-v2/core";
import { threeImages } from "@imagenet-v2/fixtures";
import { MemoryStore, openStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { testStore } from "./store-conformance.ts";

testStore("MemoryStore", () => MemoryStore.of(threeImages));

test.for([
  "7.jpeg",
  "007/a.jpeg",
  "1000/a.jpeg",
  "n01440764/a.jpeg",
  "7/a.png",
  "7/a/b.jpeg",
  "../7/a.jpeg",
])("refuses the name %s", async (name) => {
  const refused = { code: "INVALID_OPTION", option: name };
  await expect(MemoryStore.of({ [name]: new Uint8Array(1) })).rejects.toMatchObject(refused);
});

test("refuses options of another kind", async () => {
  const refused = { code: "INVALID_OPTION" };
  for (const options of ["name", { nam: "pets" }, { spec: "imagenet2012" }]) {
    await expect(MemoryStore.of(threeImages, options as object)).rejects.toMatchObject(refused);
  }
});

describe("with the spec of class folders", () => {
  const bytes = Uint8Array.of(1);
  const images = { "dog/b.jpg": bytes, "cat/a.png": Uint8Array.of(2), "dog/B.jpeg": bytes };
  const spec = classFolders(["dog", "cat"]);

  test("labels are those of the list, and the order is by path", async () => {
    const store = await MemoryStore.of(images, { name: "pets", spec });
    const found = [0, 1, 2].map((i) => [store.fileName(i), store.label(i)]);
    expect(found).toEqual([
      ["cat/a.png", 1],
      ["dog/B.jpeg", 0],
      ["dog/b.jpg", 0],
    ]);
    expect(await store.read(0)).toEqual(Uint8Array.of(2));
    expect(store.shardLengths).toEqual([3]);
    expect(store.info).toMatchObject({
      ...{ path: "pets", provenance: "custom" },
      dataset: { name: "custom", split: "test", order: "path", classes: [{ name: "dog" }, {}] },
    });
  });

  test("are opened again with the same labels", async () => {
    const store = await MemoryStore.of(images, { spec });
    const again = await openStore(structuredClone(store.describe()));
    expect([again.label(0), again.fileName(0)]).toEqual([1, "cat/a.png"]);
  });

  test("refuses a folder that is none of the classes", async () => {
    const making = MemoryStore.of({ "cow/a.jpg": bytes }, { spec });
    await expect(making).rejects.toMatchObject({ message: expect.stringContaining("cow") });
  });
});

test("the validation set's images have the labels of their numbers", async () => {
  const images = { "ILSVRC2012_val_00000001.JPEG": Uint8Array.of(1) };
  const store = await MemoryStore.of(images, { spec: imageNet2012 });
  // Line 1 of ImageNet's own list: n01751748, a sea snake.
  expect(store.label(0)).toBe(65);
});
