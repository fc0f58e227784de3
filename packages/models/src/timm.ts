import type { Interpolation } from "@imagenet-v2/decode";
import { interpolations, parsePreprocessing } from "@imagenet-v2/decode/internal";
import * as z from "zod";
import { isRecord, pixels, readConfig, triple } from "./config-fields.ts";
import { type KnownPreprocessing, unsupported } from "./known-preprocessing.ts";
import { imagenet } from "./normalisation.ts";

export interface TimmOptions {
  /**
   * Whether `test_input_size` and `test_crop_pct` apply where they are given, as in timm's `validate.py`;
   * `create_transform(**resolve_data_config(cfg))` leaves them out. @default true
   */
  readonly testSize?: boolean | undefined;
  /** The file's name, for messages and as the source. @default "config.json" */
  readonly file?: string | undefined;
}

const size = z.tuple([z.int(), pixels, pixels]);
// Above 1 the image is smaller than the crop, and black is around it.
const cropPct = z.number().gt(0).max(10);

const schema = z.looseObject({
  input_size: size.nullish(),
  test_input_size: size.nullish(),
  interpolation: z.string().nullish(),
  crop_pct: cropPct.nullish(),
  test_crop_pct: cropPct.nullish(),
  crop_mode: z.enum(["center", "squash", "border"]).nullish(),
  mean: triple.nullish(),
  std: triple.nullish(),
});

/** Fields of timm's `PretrainedCfg`, and of the file around it, that tell other things. */
const harmless: ReadonlySet<string> = new Set(
  `url file state_dict hf_hub_id hf_hub_filename source architecture architectures tag custom_load min_input_size
   fixed_input_size num_classes num_features global_pool label_offset label_names label_descriptions labels pool_size
   test_pool_size first_conv classifier license description origin_url paper_name paper_ids notes model_args
   model_type torch_dtype dtype transformers_version initializer_range problem_type do_pooling id2label
   label2id num_labels pretrained_cfg`.split(/\s+/),
);

/**
 * What timm does to an image for a model: from its `pretrained_cfg`, by itself or in the `config.json`
 * that timm writes.
 *
 * @example
 * fromTimm({ input_size: [3, 224, 224], crop_pct: 0.9 }).preprocessing.resize; //=> 248
 *
 * @throws UNSUPPORTED for `crop_mode: "border"`, which pads with the mean, for other than three channels and
 * unknown fields; INVALID_OPTION for a value of the wrong kind
 */
export function fromTimm(
  config: unknown,
  { testSize = true, file = "config.json" }: TimmOptions = {},
): KnownPreprocessing {
  const nested = isRecord(config) && isRecord(config.pretrained_cfg);
  const { fields, ignored } = readConfig(
    schema,
    nested ? config.pretrained_cfg : config,
    file,
    harmless,
  );
  const input = (testSize ? fields.test_input_size : null) ?? fields.input_size ?? [3, 224, 224];
  const [channels, height, width] = input;
  if (channels !== 3) {
    throw unsupported(file, "input_size", input.join(" x "), "has not three channels");
  }
  // timm takes an empty text for none.
  const interpolation = fields.interpolation || "bicubic";
  if (!isInterpolation(interpolation)) {
    throw unsupported(file, "interpolation", interpolation, "is not a filter of Pillow");
  }
  const pct = (testSize ? fields.test_crop_pct : null) ?? fields.crop_pct ?? 0.875;
  const scaled = [Math.floor(height / pct), Math.floor(width / pct)] as const;
  const mode = fields.crop_mode ?? "center";
  if (mode === "border") {
    throw unsupported(file, "crop_mode", mode, "pads with the mean, and no preprocessing does");
  }
  if (mode === "center" && scaled[0] !== scaled[1]) {
    throw unsupported(
      file,
      "input_size",
      input.join(" x "),
      'is not square, and is resized by a rule of timm\'s own with crop_mode "center"',
    );
  }
  return {
    preprocessing: parsePreprocessing({
      resize: mode === "squash" ? scaled : scaled[0],
      crop: height === width ? height : [height, width],
      interpolation,
      mean: fields.mean ?? imagenet.mean,
      std: fields.std ?? imagenet.std,
    }),
    source: `config: ${file}`,
    scales: false,
    ignored,
  };
}

function isInterpolation(text: string): text is Interpolation {
  return (interpolations as readonly string[]).includes(text);
}
