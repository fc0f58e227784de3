import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions, suggestion } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type Interpolation, interpolations } from "./resample/filters.ts";

/**
 * What is done to an image before a model sees it, as plain data: it can be printed, compared, hashed
 * and sent to a worker. The steps are those of torchvision on PIL images: resize, crop the middle,
 * scale bytes to [0, 1] (or by `rescale`), subtract `mean`, divide by `std`.
 */
export interface Preprocessing {
  /**
   * A number is the size of the short side, the long one follows; `[height, width]` is a size
   * whatever the shape; `null` keeps the size.
   */
  readonly resize: number | readonly [height: number, width: number] | null;
  /** The middle that is kept; black is added where the image is smaller. `null` keeps everything. */
  readonly crop: number | readonly [height: number, width: number] | null;
  /**
   * Where the crop begins when its two margins differ by a pixel: `"round"` as torchvision (half to
   * even), `"floor"` as transformers. @default "round"
   */
  readonly cropOffset?: "round" | "floor" | undefined;
  readonly interpolation: Interpolation;
  /**
   * What bytes are multiplied by, in double precision, as transformers does. Not used for uint8.
   * @default bytes are divided by 255
   */
  readonly rescale?: number | undefined;
  /** For each channel of the tensor, in the order of `channels`. Not used for uint8. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly channels: "rgb" | "bgr";
  /** `"nchw"`: one plane a channel; `"nhwc"`: channels side by side. One image has no n. */
  readonly layout: "nchw" | "nhwc";
  /** `"uint8"` leaves the bytes as they are after the crop. */
  readonly dtype: "float32" | "uint8";
}

/** A {@link Preprocessing} to be completed with the defaults of `"imagenet"`, but without a change of size. */
export type PreprocessingOptions = {
  readonly [K in keyof Preprocessing]?: Preprocessing[K] | undefined;
} & {
  /**
   * In place of `resize`: how much of the short side the square `crop` keeps. `resize` becomes
   * `floor(crop / cropPct)`, as in timm: 248 for 224 and 0.9.
   */
  readonly cropPct?: number | undefined;
};

const size = z.int().min(1).max(32_767);
const sizes = z.union([size, z.tuple([size, size]).readonly()]).nullable();
const triple = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** What is done where nothing else is said: that of `"imagenet"`, but without a change of size. */
const defaults = {
  resize: null,
  crop: null,
  interpolation: "bilinear",
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channels: "rgb",
  layout: "nchw",
  dtype: "float32",
} as const satisfies Preprocessing;

const schema = z
  .strictObject({
    resize: sizes.optional(),
    crop: sizes.default(defaults.crop),
    cropPct: z.number().gt(0).max(1).optional(),
    cropOffset: z.enum(["round", "floor"]).optional(),
    interpolation: z.enum(interpolations).default(defaults.interpolation),
    rescale: z.number().positive().optional(),
    mean: triple.default(defaults.mean),
    std: triple
      .refine((std) => std.every((s) => s !== 0), "a channel cannot be divided by 0")
      .default(defaults.std),
    channels: z.enum(["rgb", "bgr"]).default(defaults.channels),
    layout: z.enum(["nchw", "nhwc"]).default(defaults.layout),
    dtype: z.enum(["float32", "uint8"]).default(defaults.dtype),
  })
  .refine(({ resize, cropPct }) => resize === undefined || cropPct === undefined, {
    message: "cannot be given with resize",
    path: ["cropPct"],
  })
  .refine(({ crop, cropPct }) => typeof crop === "number" || cropPct === undefined, {
    message: "needs a crop that is one number",
    path: ["cropPct"],
  })
  .readonly();

const half = [0.5, 0.5, 0.5] as const;

/** @throws INVALID_OPTION naming the field */
function complete(options: PreprocessingOptions): Preprocessing {
  const { resize, cropPct, cropOffset, rescale, ...rest } = parseOptions(
    schema,
    options,
    "preprocessing",
  );
  const size =
    cropPct && typeof rest.crop === "number" ? Math.floor(rest.crop / cropPct) : defaults.resize;
  return Object.freeze({
    resize: resize ?? size,
    ...rest,
    // Absent where it is the default, so that two ways to say one thing are equal.
    ...(cropOffset === "floor" && { cropOffset }),
    ...(rescale !== undefined && !isUsual(rescale) && { rescale }),
  });
}

/** 1 / 255, or 0.00392156862745098 as files have it: the floats are those of a division by 255. */
function isUsual(rescale: number): boolean {
  return Math.abs(rescale * 255 - 1) < 1e-12;
}

/** Ours need no check, which would cost more than all else that importing this file does. */
function preset(ours: Partial<Preprocessing>): Preprocessing {
  const whole = { ...defaults, ...ours };
  Object.freeze(whole.mean);
  Object.freeze(whole.std);
  return Object.freeze(whole);
}

/** The preprocessings that models most often ask for, by name. */
export const presets = {
  /** torchvision's classification models: `transforms.ImageClassification(crop_size=224)`. */
  imagenet: preset({ resize: 256, crop: 224 }),
  /** OpenAI's CLIP at 224 pixels: `_transform` of its `clip.py`. */
  clip: preset({
    resize: 224,
    crop: 224,
    interpolation: "bicubic",
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  }),
  /** Keras's and TF-Slim's MobileNet: bytes to [-1, 1] (`x / 127.5 - 1`), with the usual crop. */
  mobilenet: preset({ resize: 256, crop: 224, mean: half, std: half }),
  /**
   * Inception at 299 pixels, bytes to [-1, 1], cropped to 87.5 %, as timm gives its weights: resized
   * to 341, where torchvision's own `Inception_V3_Weights` resize to 342.
   */
  inception: preset({
    resize: 341,
    crop: 299,
    interpolation: "bicubic",
    mean: half,
    std: half,
  }),
} as const satisfies Record<string, Preprocessing>;

export type PresetName = keyof typeof presets;

/**
 * The whole of a preprocessing given by name or in part.
 *
 * @example
 * parsePreprocessing({ ...presets.imagenet, dtype: "uint8" });
 *
 * @throws INVALID_OPTION naming the field, or the presets there are
 */
export function parsePreprocessing(
  preprocessing: PresetName | PreprocessingOptions,
): Preprocessing {
  if (typeof preprocessing !== "string") {
    return complete(preprocessing);
  }
  const preset = Object.hasOwn(presets, preprocessing) ? presets[preprocessing] : undefined;
  if (preset !== undefined) return preset;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `preprocessing: there is no preset ${JSON.stringify(preprocessing)}.`,
    { option: "preprocessing" },
    { hint: suggestion(preprocessing, Object.keys(presets)) },
  );
}

/**
 * Height and width of the tensor, if they are the same for every image: they are with a crop, or
 * with a size to resize to; else `undefined`.
 */
export function fixedSize({
  resize,
  crop,
}: Preprocessing): [height: number, width: number] | undefined {
  const fixed = crop ?? (typeof resize === "number" ? null : resize);
  if (fixed === null) return undefined;
  return typeof fixed === "number" ? [fixed, fixed] : [...fixed];
}
