import { checkClassifier, fromConfig, fromOpenClip, fromPreset } from "@imagenet-v2/models";
import { describe, expect, test } from "vitest";

const openai = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

describe("open_clip", () => {
  const model_cfg = { embed_dim: 512, vision_cfg: { image_size: 224, layers: 12 } };
  test("has the model's size, bicubic and OpenAI's mean where nothing is said", () => {
    expect(fromOpenClip({ model_cfg }).preprocessing).toMatchObject({
      ...{ resize: 224, crop: 224, interpolation: "bicubic", ...openai },
    });
  });

  test("squashes, with a mean of its own", () => {
    const preprocess_cfg = {
      ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      ...{ interpolation: "bilinear", resize_mode: "squash", size: [256, 256] },
    };
    expect(fromOpenClip({ preprocess_cfg }).preprocessing).toMatchObject({
      ...{ resize: [256, 256], crop: null, interpolation: "bilinear", mean: [0.5, 0.5, 0.5] },
    });
  });

  test("is refused where it pads", () => {
    expect(() => fromOpenClip({ preprocess_cfg: { resize_mode: "longest" } })).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED", feature: "resize_mode" }),
    );
  });
});

describe("a config is told by its fields", () => {
  test.each([
    [{ pretrained_cfg: { crop_pct: 0.9 } }, 248],
    [{ model_cfg: { vision_cfg: { image_size: 336 } } }, 336],
    [{ image_processor_type: "LevitImageProcessor" }, 256],
    [{ resize: 300, crop: 280 }, 300],
    [{ crop: 224, cropPct: 0.9 }, 248],
  ])("%j", (config, resize) => {
    const known = fromConfig(config, "x.json");
    expect(known.preprocessing.resize).toBe(resize);
    expect(known.source).toBe("config: x.json");
  });

  test.each([[1], [null], [["a"]], [{ reszie: 3 }]])("%j is refused", (config) => {
    expect(() => fromConfig(config, "x.json")).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  });
});

describe("a preset", () => {
  test.each([
    ["imagenet", { resize: 256, crop: 224 }, "preset imagenet (torchvision)"],
    ["inception", { resize: 341, crop: 299 }, "preset inception (timm)"],
    [
      "torchvision/Inception_V3_Weights.IMAGENET1K_V1",
      { resize: 342, crop: 299, interpolation: "bilinear", mean: [0.485, 0.456, 0.406] },
      "preset torchvision/Inception_V3_Weights.IMAGENET1K_V1",
    ],
    [
      "torchvision/ResNet50_Weights.IMAGENET1K_V2",
      { resize: 232, crop: 224 },
      "preset torchvision/ResNet50_Weights.IMAGENET1K_V2",
    ],
    [
      "keras/tf",
      { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], layout: "nhwc" },
      "preset keras/tf",
    ],
    ["keras/torch", { mean: [0.485, 0.456, 0.406], layout: "nhwc" }, "preset keras/torch"],
    [
      "keras/caffe",
      {
        channels: "bgr",
        rescale: 1,
        mean: [103.939, 116.779, 123.68],
        std: [1, 1, 1],
      },
      "preset keras/caffe",
    ],
    ["keras/xception", { resize: 341, crop: 299, mean: [0.5, 0.5, 0.5] }, "preset keras/xception"],
    ["keras/efficientnet_b3", { crop: 300, mean: [0, 0, 0] }, "preset keras/efficientnet_b3"],
  ])("%s", (name, preprocessing, source) => {
    const known = fromPreset(name);
    expect(known.preprocessing).toMatchObject(preprocessing);
    expect(known.source).toBe(source);
  });

  test.each([
    ["imagent", 'Did you mean "imagenet"?'],
    ["keras/xcepton", 'Did you mean "xception"?'],
    ["torchvision/ResNet50_Weights.IMAGENET1K_V3", "ResNet50_Weights.IMAGENET1K_V"],
    ["toString", "Available"],
    ["keras/toString", "Available"],
    ["jax/x", "Available"],
  ])("%s is refused with a suggestion", (name, hint) => {
    expect(() => fromPreset(name)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", hint: expect.stringContaining(hint) }),
    );
  });
});

describe("a model's config.json", () => {
  const labels = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [i, `LABEL_${i}`]));
  test.each([
    [{ architectures: ["ViTForImageClassification"], id2label: labels(1000) }],
    [{ architectures: ["DeiTForImageClassificationWithTeacher"], id2label: labels(1001) }],
    [{ architectures: ["CLIPModel"] }],
    [{ architecture: "resnet50", num_classes: 21_843 }],
    [{}],
  ])("of a classifier passes", (config) => {
    expect(() => checkClassifier(config)).not.toThrow();
  });

  test.each([
    ["DetrForObjectDetection", { architectures: ["DetrForObjectDetection"] }],
    ["BertForSequenceClassification", { architectures: ["BertForSequenceClassification"] }],
    ["10 classes", { architectures: ["ViTForImageClassification"], id2label: labels(10) }],
    ["365 classes", { pretrained_cfg: { num_classes: 365 } }],
  ])("of %s is refused by name", (words, config) => {
    const refused = expect.objectContaining({ code: "INVALID_MODEL", path: "m/config.json" });
    expect(() => checkClassifier(config, "m/config.json")).toThrow(refused);
    expect(() => checkClassifier(config, "m/config.json")).toThrow(words);
  });

  test.each([
    ["preprocessor_config.json", { id2label: labels(10) }],
    ["config.json", { pretrained_cfg: { num_classes: 10 } }],
  ])("of another number of classes names the file with its steps: %s", (file, config) => {
    const hint = expect.stringContaining(`readPreprocessing("m/${file}")`);
    expect(() => checkClassifier(config, "m/config.json")).toThrow(
      expect.objectContaining({ hint }),
    );
  });
});
