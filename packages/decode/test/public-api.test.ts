import * as decode from "@imagenet-v2/decode";
import * as kernel from "@imagenet-v2/decode/kernel";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(decode).sort()).toMatchInlineSnapshot(`
    [
      "decodeImage",
      "decodeJpeg",
      "imageHeader",
      "jpegHeader",
      "preprocess",
      "presets",
      "sniff",
    ]
  `);
});

test("exports these names for threads", () => {
  expect(Object.keys(kernel).sort()).toMatchInlineSnapshot(`
    [
      "Normaliser",
      "createKernel",
      "presets",
    ]
  `);
});
