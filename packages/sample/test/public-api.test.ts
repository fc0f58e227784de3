import * as sample from "@imagenet-v2/sample";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(sample).sort()).toMatchInlineSnapshot(`
    [
      "photographs",
      "sampleArchive",
      "sampleImages",
      "sampleTopDirectory",
    ]
  `);
});
