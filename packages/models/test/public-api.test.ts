import * as api from "@imagenet-v2/models";
import * as node from "@imagenet-v2/models/node";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "checkClassifier",
    "classCounts",
    "fileFolder",
    "findModelIn",
    "fromConfig",
    "fromHuggingFace",
    "fromOpenClip",
    "fromOptions",
    "fromPreset",
    "fromTimm",
    "labelsIn",
    "modelLabels",
    "preprocessingIn",
    "weightTypes",
  ]);
  expect(Object.keys(node).sort()).toEqual([
    "diskFolder",
    "findModel",
    "labelsOf",
    "preprocessingOf",
    "readPreprocessing",
  ]);
});
