import { decodeJpeg, type PreprocessingOptions, preprocess } from "@imagenet-v2/decode";
import { describe, expect, test } from "vitest";
import { referenceFile, references, sha256, transforms } from "./reference/photographs.ts";

describe.skipIf(referenceFile === undefined)("100 photographs (needs ../shared)", () => {
  test("accurate pixels are Pillow's", async () => {
    expect(references()).toHaveLength(100);
    for (const { bytes, expected } of references()) {
      const { data, shape } = await decodeJpeg(bytes, { name: expected.file_name });
      expect(shape).toEqual([expected.height, expected.width, 3]);
      expect(sha256(data), expected.file_name).toBe(expected.accurate_rgb_sha256);
    }
  });

  test("fast pixels are TensorFlow's default", async () => {
    for (const { bytes, expected } of references()) {
      const { data } = await decodeJpeg(bytes, { dct: "fast", name: expected.file_name });
      expect(sha256(data), expected.file_name).toBe(expected.tensorflow_default_rgb_sha256);
    }
  });

  const all: [name: string, PreprocessingOptions][] = [
    ...transforms(),
    ["squash-224-bicubic", { resize: [224, 224], interpolation: "bicubic" }],
  ];

  test.each(all)("%s gives Pillow's bytes and NumPy's floats", async (name, preprocessing) => {
    for (const { bytes, expected } of references()) {
      const { uint8_hwc_sha256, float32_chw_sha256 } = expected.transforms[name] ?? {};
      const crop = await preprocess(bytes, { ...preprocessing, layout: "nhwc", dtype: "uint8" });
      expect(sha256(crop.data as Uint8Array), expected.file_name).toBe(uint8_hwc_sha256);
      if (float32_chw_sha256 === undefined) continue;
      const tensor = await preprocess(bytes, preprocessing);
      expect(sha256(tensor.data as Float32Array), expected.file_name).toBe(float32_chw_sha256);
    }
  });
});
