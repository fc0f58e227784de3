import { threeImages } from "@imagenet-v2/fixtures";
import { MemoryStore } from "@imagenet-v2/stores";
import { expect, test } from "vitest";
import { testStore } from "./store-conformance.ts";

testStore("MemoryStore", async () => MemoryStore.of(threeImages));

test.for([
  "7.jpeg",
  "007/a.jpeg",
  "1000/a.jpeg",
  "n01440764/a.jpeg",
  "7/a.png",
  "7/a/b.jpeg",
  "../7/a.jpeg",
])("refuses the name %s", (name) => {
  const make = () => MemoryStore.of({ [name]: new Uint8Array(1) });
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTION", option: name }));
});
