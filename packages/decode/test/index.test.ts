import * as decode from "@imagenet-v2/decode";
import { expect, test } from "vitest";

test("these are the public names", () => {
  expect(Object.keys(decode).sort()).toMatchInlineSnapshot(`
    [
      "decodeJpeg",
      "encodeJpeg",
      "encodePng",
      "isJpeg",
      "jpegHeader",
      "sniff",
      "thumbnail",
    ]
  `);
});
