import * as api from "@imagenet-v2/models";
import * as node from "@imagenet-v2/models/node";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "checkClassifier",
    "classCounts",
    "fromConfig",
    "fromHuggingFace",
    "fromOpenClip",
    "fromOptions",
    "fromPreset",
    "fromTimm",
    "modelLabels",
    "weightTypes",
  ]);
  expect(Object.keys(node).sort()).toEqual([
    "findModel",
    "labelsOf",
    "preprocessingOf",
    "readPreprocessing",
  ]);
});
