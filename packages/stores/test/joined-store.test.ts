import { classFolders } from "@imagenet-v2/core";
import { threeImages } from "@imagenet-v2/fixtures";
import {
  JoinedStore,
  MemoryStore,
  openStore,
  type Store,
  type StoreDescription,
} from "@imagenet-v2/stores";
import { expect, test } from "vitest";
import { testStore } from "./store-conformance.ts";

testStore("JoinedStore of one", async () => new JoinedStore([await MemoryStore.of(threeImages)]));

test("joined stores open again from their description", async () => {
  const joined = new JoinedStore([
    await MemoryStore.of(threeImages),
    await MemoryStore.of(threeImages),
  ]);
  const again = await openStore(structuredClone(joined.describe?.() as StoreDescription));
  expect(again.length).toBe(6);
  expect(again.shardLengths).toEqual([3, 3]);
  expect(again.fileName(4)).toBe(joined.fileName(1));
  expect([...again.archiveOrder()]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(() => again.label(6)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});

test("a store of other classes is not joined, as its labels would be taken for ImageNetV2's", async () => {
  const spec = classFolders(["dog", "cat"]);
  const pets = await MemoryStore.of({ "cat/a.jpeg": new Uint8Array([1]) }, { spec });
  const mixed = [await MemoryStore.of(threeImages), pets];
  for (const stores of [[pets], [pets, pets], mixed]) {
    expect(() => new JoinedStore(stores)).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
  }
});

test("reads at once and describes itself only if all its stores do", async () => {
  const whole = await MemoryStore.of({ [`0/${"a".repeat(40)}.jpeg`]: new Uint8Array([1]) });
  const elsewhere = asyncPartOf(whole);
  const both = new JoinedStore([whole, elsewhere]);
  expect([both.readSync, both.describe]).toEqual([undefined, undefined]);
  const joined = new JoinedStore([whole, whole]);
  expect(joined.readSync?.(1)).toEqual(new Uint8Array([1]));
  expect(joined.describe?.().kind).toBe("joined");
});

function asyncPartOf(store: Store): Store {
  return {
    info: store.info,
    length: store.length,
    shardLengths: store.shardLengths,
    fileName: (index) => store.fileName(index),
    label: (index) => store.label(index),
    byteLength: (index) => store.byteLength(index),
    read: (index, options) => store.read(index, options),
    archiveOrder: () => store.archiveOrder(),
    close: () => store.close(),
  };
}
