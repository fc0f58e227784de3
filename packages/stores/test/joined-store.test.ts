import { threeImages } from "@imagenet-v2/fixtures";
import { JoinedStore, MemoryStore, openStore } from "@imagenet-v2/stores";
import { expect, test } from "vitest";
import { testStore } from "./store-conformance.ts";

testStore("JoinedStore of one", async () => new JoinedStore([MemoryStore.of(threeImages)]));

test("joined stores open again from their description", async () => {
  const joined = new JoinedStore([MemoryStore.of(threeImages), MemoryStore.of(threeImages)]);
  const again = await openStore(structuredClone(joined.describe()));
  expect(again.length).toBe(6);
  expect(again.shardLengths).toEqual([3, 3]);
  expect(again.fileName(4)).toBe(joined.fileName(1));
  expect([...again.archiveOrder()]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(() => again.label(6)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});
