import * as api from "@imagenet-v2/evaluate";
import { expect, test } from "vitest";

test("shows these names and no others", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "calibration",
      "compare",
      "compareAll",
      "confusedPairs",
      "evaluate",
      "holm",
      "htmlReport",
      "imagesNeeded",
      "inWords",
      "interval",
      "isCorrect",
      "logLoss",
      "markdownReport",
      "mcnemar",
      "merge",
      "mistakesInWords",
      "onnxModel",
      "pValue",
      "pairedDifference",
      "paperModels",
      "parseShard",
      "perClass",
      "percent",
      "placeInField",
      "placeInWords",
      "probeMistakes",
      "probitFit",
      "publishedField",
      "readPredictions",
      "recountClasses",
      "report",
      "score",
      "shardFromEnvironment",
      "smallestDifference",
      "testbedModels",
      "textReport",
      "tfjsModel",
      "topK",
      "topRate",
    ]
  `);
});
