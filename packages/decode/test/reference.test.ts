import { decodeJpeg } from "@imagenet-v2/decode";
import { expect, test } from "vitest";
import { referenceFile, references, sha256 } from "./reference.ts";

const missing = referenceFile === undefined;

test.skipIf(missing)("all 100 photographs come out as Pillow's (needs ../shared)", async () => {
  expect(references()).toHaveLength(100);
  for (const { bytes, expected } of references()) {
    const { data, shape } = await decodeJpeg(bytes, { name: expected.file_name });
    expect(shape).toEqual([expected.height, expected.width, 3]);
    expect(sha256(data), expected.file_name).toBe(expected.accurate_rgb_sha256);
  }
});
