import * as core from "@imagenet-v2/core";
import * as fileNames from "@imagenet-v2/core/file-names";
import * as validationLabels from "@imagenet-v2/core/validation-labels";
import { expect, test } from "vitest";

test("shows what it means to show", () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "ClassLabel",
      "DatasetInfo",
      "ImageFeature",
      "ImageNetV2Error",
      "ReadInstruction",
      "TextFeature",
      "canonicalVersion",
      "catalogue",
      "classFolders",
      "classes",
      "croissant",
      "didYouMean",
      "errorFromJSON",
      "evenSplits",
      "featuresDict",
      "findClass",
      "findVariant",
      "formatSize",
      "huggingFace",
      "identifyArchive",
      "imageNet2012",
      "imageNetV2",
      "imageNetV2Features",
      "isImageError",
      "isImageNetV2Error",
      "isSubSplit",
      "jsonLd",
      "mapSplits",
      "parseClassList",
      "parseName",
      "parseOptions",
      "parseSplit",
      "pickVersion",
      "publishedShardLengths",
      "readingOrder",
      "requireGeneratable",
      "resolveName",
      "resolveSplit",
      "roundHalfEven",
      "searchClasses",
      "shardLengths",
      "shown",
      "splitForProcess",
      "storageOrder",
      "suggestion",
      "variantNames",
      "variantOfTopDirectory",
      "variants",
      "versions",
    ]
  `);
});

test("shows the file names apart", () => {
  expect(Object.keys(fileNames).sort()).toMatchInlineSnapshot(`
    [
      "fileNames",
      "fromLegacyName",
      "toLegacyName",
      "variantsOf",
    ]
  `);
});

test("shows the validation set's labels apart", () => {
  expect(Object.keys(validationLabels)).toEqual(["validationLabels"]);
});
