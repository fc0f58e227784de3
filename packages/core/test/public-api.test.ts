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
      "classFolders",
      "classes",
      "croissant",
      "errorFromJSON",
      "evenSplits",
      "featuresDict",
      "findClass",
      "findVariant",
      "identifyArchive",
      "imageNet2012",
      "imageNetV2",
      "isImageError",
      "isImageNetV2Error",
      "jsonLd",
      "parseClassList",
      "parseName",
      "parseSplit",
      "publishedShardLengths",
      "readingOrder",
      "resolveName",
      "resolveSplit",
      "searchClasses",
      "shardLengths",
      "splitForProcess",
      "storageOrder",
      "superclasses",
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
