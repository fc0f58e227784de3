import * as api from "@imagenet-v2/view";
import { expect, test } from "vitest";

test("shows these names and no others", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "asDataframe",
      "cataloguePage",
      "contactSheet",
      "encodeJpeg",
      "encodePng",
      "showExamples",
      "terminalSheet",
      "thumbnail",
    ]
  `);
});
