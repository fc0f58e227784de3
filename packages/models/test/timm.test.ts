import { fromTimm } from "@imagenet-v2/models";
import { describe, expect, test } from "vitest";

const of = (config: object, options = {}) => fromTimm(config, options).preprocessing;

test("what timm does where nothing is said", () => {
  expect(of({})).toEqual({
    ...{ resize: 256, crop: 224, interpolation: "bicubic" },
    ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    ...{ channels: "rgb", layout: "nchw", dtype: "float32" },
  });
});

describe("sizes", () => {
  test.each([
    [{ input_size: [3, 224, 224], crop_pct: 0.9 }, 248, 224],
    [{ input_size: [3, 299, 299], crop_pct: 0.875 }, 341, 299],
    [{ input_size: [3, 384, 384], crop_pct: 1 }, 384, 384],
    [{ input_size: [3, 224, 224], crop_pct: 1.15 }, 194, 224],
    [{ input_size: [3, 224, 224], crop_pct: 0.95, crop_mode: "squash" }, [235, 235], 224],
    [{ input_size: [3, 128, 256], crop_pct: 1, crop_mode: "squash" }, [128, 256], [128, 256]],
  ])("%j", (config, resize, crop) => {
    expect(of(config)).toMatchObject({ resize, crop });
  });

  test("of the test where it has its own, and of training if asked", () => {
    const config = {
      ...{ input_size: [3, 224, 224], crop_pct: 0.875 },
      ...{ test_input_size: [3, 288, 288], test_crop_pct: 1 },
    };
    expect(of(config)).toMatchObject({ resize: 288, crop: 288 });
    expect(of(config, { testSize: false })).toMatchObject({ resize: 256, crop: 224 });
  });
});

test("the pretrained_cfg of a config.json, with what is ignored", () => {
  const known = fromTimm({
    ...{ architecture: "resnet50", num_classes: 1000 },
    pretrained_cfg: {
      ...{ tag: "a1_in1k", input_size: [3, 160, 160], crop_pct: 0.95, num_classes: 1000 },
    },
  });
  expect(known.preprocessing.resize).toBe(168);
  expect(known.source).toBe("config: config.json");
  expect(known.ignored).toEqual(["tag", "num_classes"]);
});

test.each([
  ["crop_mode", { crop_mode: "border" }],
  ["input_size", { input_size: [1, 28, 28] }],
  ["input_size", { input_size: [3, 128, 256] }],
  ["interpolation", { interpolation: "random" }],
  ["naflex", { naflex: true }],
])("%s that cannot be expressed is refused by name: %j", (feature, config) => {
  expect(() => fromTimm(config)).toThrow(expect.objectContaining({ code: "UNSUPPORTED", feature }));
});

test.each([
  ["crop_mode", { crop_mode: "left" }],
  ["crop_pct", { crop_pct: 0 }],
  ["mean", { mean: [0.5] }],
  ["input_size", { input_size: 224 }],
])("%s of the wrong kind is refused: %j", (option, config) => {
  expect(() => fromTimm(config)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  expect(() => fromTimm(config)).toThrow(option);
});
