import * as loader from "@imagenet-v2/loader";
import { expect, test } from "vitest";

test("shows what it means to show", () => {
  expect(Object.keys(loader).sort()).toMatchInlineSnapshot(`
    [
      "Builder",
      "Dataset",
      "Pipeline",
      "benchmark",
      "builder",
      "builderFromDirectories",
      "builderFromDirectory",
      "cacheTensors",
      "datasetOf",
      "load",
      "partialDecoding",
      "skipDecoding",
      "toOrt",
      "toTf",
    ]
  `);
});
