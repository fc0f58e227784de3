import * as api from "@imagenet-v2/tfrecord";
import { expect, test } from "vitest";

test("shows these names", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "crc32c",
      "decodeExample",
      "decodeRecord",
      "encodeExample",
      "encodeRecord",
      "formatMetadata",
      "formatShardName",
      "indexExamples",
      "indexRecords",
      "maskedCrc32c",
      "parseRecords",
      "parseShardName",
      "readMetadata",
      "recordDataLength",
      "recordHeaderLength",
      "serializedLength",
    ]
  `);
});
