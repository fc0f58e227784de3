import * as storage from "@imagenet-v2/storage";
import * as node from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(storage).sort()).toMatchInlineSnapshot(`
    [
      "blobSource",
      "httpSource",
      "memorySource",
      "opfsSource",
    ]
  `);
});

test("exports these names for Node", () => {
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "createFileAtomic",
      "createFolderAtomic",
      "fileSource",
      "freeSpace",
      "hashFile",
      "makeFolder",
      "openFile",
      "openFileSync",
      "readSmallFile",
      "requireFile",
      "syncFolder",
      "withLock",
      "writeFileAtomic",
    ]
  `);
});
