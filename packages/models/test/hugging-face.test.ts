import { fromHuggingFace } from "@imagenet-v2/models";
import { describe, expect, test } from "vitest";

const half = [0.5, 0.5, 0.5];
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const of = (type: string, config: object = {}) =>
  fromHuggingFace({ image_processor_type: `${type}ImageProcessor`, ...config }).preprocessing;

describe("the sizes of an image processor", () => {
  test.each([
    ["ViT squashes to a plain number", of("ViT", { size: 224 }), [224, 224], null],
    ["MobileViT takes it for the short side", of("MobileViT", { size: 288 }), 288, 256],
    ["shortest_edge is a short side", of("ViT", { size: { shortest_edge: 248 } }), 248, null],
    ["height and width squash", of("ViT", { size: { height: 2, width: 3 } }), [2, 3], null],
    [
      "crop_size counts only with do_center_crop",
      of("Beit", { size: 224, crop_size: 200, do_center_crop: false }),
      [224, 224],
      null,
    ],
    ["ConvNeXt below 384 crops", of("ConvNext", { size: 224, crop_pct: 0.95 }), 235, 224],
    ["ConvNeXt from 384 squashes", of("ConvNext", { size: 384 }), [384, 384], null],
    ["PoolFormer resizes to edge / crop_pct", of("PoolFormer", { crop_pct: 0.95 }), 235, 224],
    [
      "LeViT resizes to 256 / 224 of the edge",
      of("Levit", { size: 192, crop_size: 192 }),
      219,
      192,
    ],
    ["DeiT squashes to 256 and crops 224", of("DeiT"), [256, 256], 224],
    ["do_resize: false keeps the size", of("CLIP", { do_resize: false }), null, 224],
  ])("%s", (_, { resize, crop }, wantedResize, wantedCrop) => {
    expect(resize).toEqual(wantedResize);
    expect(crop).toEqual(wantedCrop);
  });

  test("a crop begins where transformers begins it", () => {
    expect(of("CLIP").cropOffset).toBe("floor");
    expect(of("ViT")).not.toHaveProperty("cropOffset");
  });
});

describe("the colours of an image processor", () => {
  test.each([
    ["nearest", 0],
    ["lanczos", 1],
    ["bilinear", 2],
    ["bicubic", 3],
    ["box", 4],
    ["hamming", 5],
  ])("%s is resample %d", (interpolation, resample) => {
    expect(of("ViT", { resample }).interpolation).toBe(interpolation);
  });

  test("rescale_factor and rescale_offset: x / 127.5 - 1", () => {
    const config = { rescale_factor: 1 / 127.5, rescale_offset: true, include_top: false };
    expect(of("EfficientNet", { ...config, do_normalize: false })).toMatchObject({
      ...{ rescale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1] },
    });
  });

  test("include_top divides by std once more", () => {
    const { mean, std } = of("EfficientNet", { image_mean: imagenet.mean, image_std: half });
    expect(mean).toEqual(imagenet.mean);
    expect(std).toEqual([0.25, 0.25, 0.25]);
  });

  test("MobileViT flips the channels and does not normalise", () => {
    expect(of("MobileViT", { do_flip_channel_order: true })).toMatchObject({
      ...{ channels: "bgr", mean: [0, 0, 0], std: [1, 1, 1] },
    });
    expect(of("MobileViT", { do_flip_channel_order: false }).channels).toBe("rgb");
  });

  test("do_rescale: false leaves bytes at 0 to 255", () => {
    expect(of("ViT", { do_rescale: false, do_normalize: false })).toMatchObject({
      ...{ rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    });
  });

  test("rescale_factor is kept as it is, and left out where it is 1 / 255", () => {
    expect(of("ViT", { rescale_factor: 0.003921568859368563 }).rescale).toBe(0.003921568859368563);
    expect(of("ViT", { rescale_factor: 0.00392156862745098 })).not.toHaveProperty("rescale");
  });
});

describe("which image processor it is", () => {
  const config = { size: 224, image_mean: half, image_std: half };
  test.each([
    ["an old name", { feature_extractor_type: "ConvNextFeatureExtractor", ...config }, {}, 256],
    ["a fast one", { image_processor_type: "LevitImageProcessorFast", ...config }, {}, 256],
    ["the model's type, where it is not said", config, { modelType: "resnet" }, 256],
  ])("%s", (_, given, options, resize) => {
    expect(fromHuggingFace(given, options).preprocessing.resize).toBe(resize);
  });

  test("one inside processor_config.json", () => {
    const image_processor = {
      image_processor_type: "CLIPImageProcessor",
      size: 336,
      crop_size: 336,
    };
    const known = fromHuggingFace({ image_processor }, { file: "processor_config.json" });
    expect(known.preprocessing.crop).toBe(336);
    expect(known.source).toBe("config: processor_config.json");
  });

  test.each([
    [{ image_processor_type: "DetrImageProcessor" }, "UNSUPPORTED", "DetrImageProcessor"],
    [{ feature_extractor_type: "Wav2Vec2FeatureExtractor" }, "UNSUPPORTED", "Wav2Vec2"],
    [{ image_processor_type: "TextNetImageProcessorFast" }, "UNSUPPORTED", "a multiple of 32"],
    [{ image_processor_type: "DINOv3ViTImageProcessor" }, "UNSUPPORTED", "floats by torchvision"],
    [{ image_processor_type: "toString" }, "UNSUPPORTED", "toString"],
    [{ size: 224 }, "INVALID_OPTION", "image_processor_type"],
  ])("%j is refused by name", (given, code, words) => {
    expect(() => fromHuggingFace(given)).toThrow(expect.objectContaining({ code }));
    expect(() => fromHuggingFace(given)).toThrow(words);
  });
});

describe("fields that it does not read", () => {
  test("are named where they are harmless, or switched off", () => {
    const { ignored } = fromHuggingFace({
      ...{ image_processor_type: "BeitImageProcessor", processor_class: "X", do_shear: false },
      ...{ crop_size: 224, do_center_crop: false, crop_pct: 0.9 },
    });
    expect(ignored).toEqual(["processor_class", "do_shear", "crop_size", "crop_pct"]);
  });

  test.each([
    ["do_shear", { do_shear: true }],
    ["do_pad", { do_pad: true }],
    ["size.longest_edge", { size: { longest_edge: 1024 } }],
    ["size.longest_edge", { size: { shortest_edge: 224, longest_edge: 1024 } }],
    ["size.max_height", { size: { max_height: 5, max_width: 6 } }],
  ])("%s is refused where it changes the image", (feature, config) => {
    const refused = expect.objectContaining({ code: "UNSUPPORTED", feature });
    expect(() => of("ViT", config)).toThrow(refused);
  });

  test("a Perceiver that crops before it resizes is refused", () => {
    expect(() => of("Perceiver")).toThrow(expect.objectContaining({ feature: "do_center_crop" }));
    expect(of("Perceiver", { do_center_crop: false }).resize).toEqual([224, 224]);
  });
});

test.each([
  [null, "config"],
  [[1], "config"],
  ["x", "config"],
  [{ image_processor_type: "ViTImageProcessor", size: "big" }, "size"],
  [{ image_processor_type: "ViTImageProcessor", size: { height: -1, width: 3 } }, "size"],
  [{ image_processor_type: "ViTImageProcessor", resample: 9 }, "resample"],
  [{ image_processor_type: "ViTImageProcessor", image_mean: [0.5] }, "image_mean"],
])("a value of the wrong kind is refused: %j", (config, option) => {
  expect(() => fromHuggingFace(config)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", option: expect.stringContaining(option) }),
  );
});
