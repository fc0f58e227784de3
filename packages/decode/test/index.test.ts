import * as decode from "@imagenet-v2/decode";
import { expect, test } from "vitest";

test("these are the public names", () => {
  expect(Object.keys(decode).sort()).toMatchInlineSnapshot(`
    [
      "Normaliser",
      "createKernel",
      "decodeImage",
      "decodeJpeg",
      "fixedSize",
      "imageHeader",
      "interpolations",
      "isJpeg",
      "jpegHeader",
      "kernelVersion",
      "parsePreprocessing",
      "preprocess",
      "preprocessInto",
      "presets",
      "sharedKernel",
      "sniff",
    ]
  `);
});
