import * as loader from "@imagenet-v2/loader";
import { expect, test } from "vitest";

test("shows what it means to show", () => {
  expect(Object.keys(loader).sort()).toMatchInlineSnapshot(`
    [
      "ArchiveStore",
      "Builder",
      "Dataset",
      "FolderStore",
      "JoinedStore",
      "MemoryStore",
      "Pipeline",
      "PreparedStore",
      "autoCache",
      "benchmark",
      "builder",
      "builderFromDirectories",
      "builderFromDirectory",
      "cacheTensors",
      "datasetOf",
      "load",
      "openPath",
      "openStore",
      "partialDecoding",
      "prepare",
      "preparedFolders",
      "skipDecoding",
      "tfdsIds",
      "toOrt",
      "toTf",
    ]
  `);
});
