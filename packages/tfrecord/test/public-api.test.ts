import * as api from "@imagenet-v2/tfrecord";
import { expect, test } from "vitest";

test("shows these names", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "crc32c",
      "decodeExample",
      "decodeRecord",
      "defaultTemplate",
      "encodeExample",
      "encodeRecord",
      "formatDatasetInfo",
      "formatDefaultConfig",
      "formatFeatures",
      "formatLabels",
      "formatMetadata",
      "formatShardName",
      "indexExamples",
      "indexRecords",
      "maskedCrc32c",
      "parseDatasetInfo",
      "parseDefaultConfig",
      "parseFeatures",
      "parseLabels",
      "parseRecords",
      "parseShardName",
      "readMetadata",
      "recordDataLength",
      "recordHeaderLength",
      "recordOverhead",
      "serializedLength",
      "shardNames",
    ]
  `);
});
