import { half, imagenet, openai } from "../normalisation.ts";

/** What an image processor of transformers does where its config does not say it. */
export interface ImageProcessor {
  readonly size: number | readonly [height: number, width: number];
  /** Whether a plain number is both sides; else it is the short one. */
  readonly square: boolean;
  /** `undefined` where it never crops by `crop_size`. */
  readonly crop: { readonly size: number; readonly done: boolean } | undefined;
  readonly resample: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Steps of its own. */
  readonly special?:
    | "segformer"
    | "convnext"
    | "poolformer"
    | "levit"
    | "efficientnet"
    | "mobilevit"
    | "perceiver"
    | undefined;
}

const bilinear = 2;
const bicubic = 3;
const clip = {
  size: 224,
  square: false,
  crop: { size: 224, done: true },
  resample: bicubic,
  ...openai,
} as const;
const mobilenet = {
  size: 256,
  square: false,
  crop: { size: 224, done: true },
  resample: bilinear,
  ...half,
} as const;

/**
 * The processors of classifiers and of image encoders, as in transformers 5.24, by the name without
 * `ImageProcessor`. All others are refused: they make several images of one, or quantise, or pad.
 */
export const imageProcessors: Readonly<Record<string, ImageProcessor>> = {
  Beit: {
    ...{ size: 224, square: true, crop: { size: 224, done: false }, resample: bicubic },
    ...half,
  },
  Bit: clip,
  Blip: { size: 384, square: true, crop: undefined, resample: bicubic, ...openai },
  ChineseCLIP: clip,
  CLIP: clip,
  ConvNext: {
    ...{ size: 384, square: false, crop: undefined, resample: bicubic, ...half },
    special: "convnext",
  },
  DeiT: {
    ...{ size: 256, square: true, crop: { size: 224, done: true }, resample: bicubic },
    ...half,
  },
  EfficientNet: {
    ...{ size: 346, square: true, crop: { size: 289, done: false }, resample: bicubic },
    ...half,
    special: "efficientnet",
  },
  Levit: { ...clip, ...imagenet, special: "levit" },
  MobileNetV1: mobilenet,
  MobileNetV2: mobilenet,
  MobileViT: {
    ...{ size: 224, square: false, crop: { size: 256, done: true }, resample: bicubic },
    ...half,
    special: "mobilevit",
  },
  Perceiver: {
    ...{ size: 224, square: true, crop: { size: 256, done: true }, resample: bicubic },
    ...imagenet,
    special: "perceiver",
  },
  PoolFormer: { ...clip, ...imagenet, special: "poolformer" },
  Pvt: { size: 224, square: true, crop: undefined, resample: bicubic, ...imagenet },
  Segformer: {
    ...{ size: 512, square: true, crop: undefined, resample: bilinear, ...imagenet },
    special: "segformer",
  },
  Siglip: { size: [224, 224], square: false, crop: undefined, resample: bicubic, ...half },
  ViT: { size: 224, square: true, crop: undefined, resample: bilinear, ...half },
};

/** Why processors that transformers has for classifiers and image encoders are not among those. */
export const inexpressible: Readonly<Record<string, string>> = {
  DINOv3ViT: "resizes floats by torchvision, and has nothing that Pillow does",
  Donut: "shrinks an image to fit, and pads it",
  ImageGPT: "makes each pixel the number of a colour",
  PPLCNet: "resizes by torchvision, and has nothing that Pillow does",
  Siglip2: "cuts an image into patches, of a size that follows its shape",
  TextNet: "rounds both sides up to a multiple of 32",
  TimmWrapper: "has its steps in timm's own config.json",
  Tipsv2: "resizes by torchvision, and has nothing that Pillow does",
};

/** The processor of a `model_type`, for configs that do not name one. */
export const processorOfModel: Readonly<Record<string, string>> = {
  beit: "Beit",
  bit: "Bit",
  clip: "CLIP",
  convnext: "ConvNext",
  convnextv2: "ConvNext",
  cvt: "ConvNext",
  "data2vec-vision": "Beit",
  deit: "DeiT",
  dinat: "ViT",
  dinov2: "Bit",
  dinov2_with_registers: "Bit",
  efficientnet: "EfficientNet",
  focalnet: "Bit",
  hiera: "Bit",
  ijepa: "ViT",
  levit: "Levit",
  metaclip_2: "CLIP",
  mobilenet_v1: "MobileNetV1",
  mobilenet_v2: "MobileNetV2",
  mobilevit: "MobileViT",
  mobilevitv2: "MobileViT",
  perceiver: "Perceiver",
  poolformer: "PoolFormer",
  pvt: "Pvt",
  pvt_v2: "Pvt",
  regnet: "ConvNext",
  resnet: "ConvNext",
  segformer: "Segformer",
  siglip: "Siglip",
  swiftformer: "ViT",
  swin: "ViT",
  swinv2: "ViT",
  vit: "ViT",
  vit_msn: "ViT",
};
