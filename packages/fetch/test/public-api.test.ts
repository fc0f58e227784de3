import * as fetch from "@imagenet-v2/fetch";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(fetch).sort()).toMatchInlineSnapshot(`
    [
      "clean",
      "cleanable",
      "dataFolder",
      "fetchArchive",
      "fetchFile",
      "findArchive",
      "repairArchive",
      "verifyArchive",
    ]
  `);
});
