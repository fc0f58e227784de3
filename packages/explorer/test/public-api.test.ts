import * as explorer from "@imagenet-v2/explorer";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(explorer).sort()).toMatchInlineSnapshot(`
    [
      "createExplorer",
      "exportExplorer",
      "parseBoxes",
      "serveExplorer",
    ]
  `);
});
