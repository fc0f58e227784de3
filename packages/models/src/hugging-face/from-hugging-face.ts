import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown, suggestion } from "@imagenet-v2/core/internal";
import type { Interpolation, Preprocessing } from "@imagenet-v2/decode";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import { isRecord, readConfig } from "../config-fields.ts";
import { type KnownPreprocessing, unsupported } from "../known-preprocessing.ts";
import { each, normalisation } from "../normalisation.ts";
import {
  type ImageProcessor,
  imageProcessors,
  inexpressible,
  processorOfModel,
} from "./image-processors.ts";
import { type Fields, harmless, schema } from "./schema.ts";
import { sizesOf } from "./sizes.ts";

export interface HuggingFaceOptions {
  /** `model_type` of the model's `config.json`: tells the processor where its config does not. */
  readonly modelType?: string | undefined;
  /** The file's name, for messages and as the source. @default "preprocessor_config.json" */
  readonly file?: string | undefined;
}

/** Pillow's numbers of its filters. */
const filters: readonly Interpolation[] = [
  "nearest",
  "lanczos",
  "bilinear",
  "bicubic",
  "box",
  "hamming",
];

/**
 * What an image processor of transformers does, with its Pillow backend: from the contents of
 * `preprocessor_config.json`, or of `processor_config.json`, which has it as `image_processor`.
 *
 * @example
 * fromHuggingFace({ image_processor_type: "ViTImageProcessor", size: 384 }).preprocessing.resize; //=> [384, 384]
 *
 * @throws UNSUPPORTED for a processor, or a field of it, that cannot be expressed; INVALID_OPTION for
 * a value of the wrong kind
 */
export function fromHuggingFace(
  config: unknown,
  { modelType, file = "preprocessor_config.json" }: HuggingFaceOptions = {},
): KnownPreprocessing {
  const own =
    isRecord(config) && isRecord(config.image_processor) ? config.image_processor : config;
  const { fields, ignored } = readConfig(schema, own, file, harmless);
  const processor = processorOf(fields, modelType, file);
  if (fields.do_pad) throw unsupported(file, "do_pad", true, "pads, and no preprocessing does");
  const { resize, crop, unused } = sizesOf(fields, processor, file);
  const isMobileViT = processor.special === "mobilevit";
  const bgr = isMobileViT && fields.do_flip_channel_order !== false;
  const preprocessing: Preprocessing = parsePreprocessing({
    resize,
    crop,
    cropOffset: crop === null ? undefined : "floor",
    interpolation: filters[fields.resample ?? processor.resample] as Interpolation,
    ...scalingOf(fields, processor, file),
    channels: bgr ? "bgr" : "rgb",
    layout: fields.data_format === "channels_last" ? "nhwc" : "nchw",
  });
  return {
    preprocessing,
    source: `config: ${file}`,
    scales: false,
    ignored: [...ignored, ...unused, ...unread(fields, processor)],
  };
}

function processorOf(fields: Fields, modelType: string | undefined, file: string): ImageProcessor {
  const said = fields.image_processor_type ?? fields.feature_extractor_type;
  const name =
    said?.replace(/(ImageProcessor|FeatureExtractor)(Fast|Pil)?$/, "") ??
    (modelType && own(processorOfModel, modelType));
  const processor = name && own(imageProcessors, name);
  if (processor) return processor;
  const known = Object.keys(imageProcessors).map((each) => `${each}ImageProcessor`);
  const reason = said && name && own(inexpressible, name);
  if (reason) throw unsupported(file, "image_processor_type", said, reason);
  if (said) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `${file}: image_processor_type ${shown(said)} is not known as one of a classifier.`,
      { feature: said },
      { hint: suggestion(said, known) },
    );
  }
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${file}: neither image_processor_type nor the model's model_type tells which image processor this is.`,
    { option: "image_processor_type" },
    { hint: `Add it: ${known.join(", ")}.` },
  );
}

function scalingOf(fields: Fields, processor: ImageProcessor, file: string) {
  const { special } = processor;
  const mean = channels(fields.image_mean ?? processor.mean);
  const std = channels(fields.image_std ?? processor.std);
  if (std.some((s) => s === 0)) throw unsupported(file, "image_std", 0, "divides by 0");
  const [zero, one] = [channels(0), channels(1)];
  // MobileViT's has no step that normalises.
  const normalises = special !== "mobilevit" && (fields.do_normalize ?? true);
  const again = special === "efficientnet" && (fields.include_top ?? true);
  const rescales = fields.do_rescale ?? true;
  const first = normalises ? std : one;
  return normalisation({
    factor: rescales ? (fields.rescale_factor ?? 1 / 255) : 1,
    offset: rescales && special === "efficientnet" && fields.rescale_offset ? -1 : 0,
    mean: normalises ? mean : zero,
    // EfficientNet's was trained with a division too many, which its processor repeats.
    std: again ? each(first, (s, channel) => s * std[channel]) : first,
  });
}

/** Fields that only some processors read, in a config of another one. */
function unread(fields: Fields, { special }: ImageProcessor): string[] {
  const owners = {
    crop_pct: special === "convnext" || special === "poolformer",
    rescale_offset: special === "efficientnet",
    include_top: special === "efficientnet",
    do_flip_channel_order: special === "mobilevit",
  } as const;
  const names = Object.keys(owners) as (keyof typeof owners)[];
  return names.filter((name) => !owners[name] && (fields[name] ?? null) !== null);
}

function channels(value: number | readonly [number, number, number]) {
  return typeof value === "number" ? ([value, value, value] as const) : value;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
