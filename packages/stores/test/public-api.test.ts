import * as stores from "@imagenet-v2/stores";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(stores).sort()).toMatchInlineSnapshot(`
    [
      "ArchiveStore",
      "FolderStore",
      "JoinedStore",
      "MemoryStore",
      "PreparedStore",
      "openPath",
      "openStore",
    ]
  `);
});
