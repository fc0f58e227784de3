import * as storage from "@imagenet-v2/storage";
import * as node from "@imagenet-v2/storage/node";
import * as opfs from "@imagenet-v2/storage/opfs";
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

test("exports these names for the origin's files of a page", () => {
  expect(Object.keys(opfs).sort()).toMatchInlineSnapshot(`
    [
      "clearOriginFiles",
      "openOriginFiles",
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
