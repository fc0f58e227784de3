import * as z from "zod";
import { pixels, triple } from "../config-fields.ts";

const side = pixels.nullish();
const size = z.union([
  pixels,
  z.tuple([pixels, pixels]),
  z.looseObject({
    height: side,
    width: side,
    shortest_edge: side,
    longest_edge: side,
    max_height: side,
    max_width: side,
  }),
]);
const flag = z.boolean().nullish();
const perChannel = z.union([z.number(), triple]);

/** The fields of an image processor's config that decide what becomes of an image. */
export const schema = z.looseObject({
  image_processor_type: z.string().nullish(),
  feature_extractor_type: z.string().nullish(),
  do_resize: flag,
  size: size.nullish(),
  resample: z.int().min(0).max(5).nullish(),
  crop_pct: z.number().gt(0).max(1).nullish(),
  do_center_crop: flag,
  crop_size: size.nullish(),
  do_rescale: flag,
  rescale_factor: z.number().gt(0).nullish(),
  rescale_offset: flag,
  do_normalize: flag,
  image_mean: perChannel.nullish(),
  image_std: perChannel.nullish(),
  include_top: flag,
  do_flip_channel_order: flag,
  do_pad: flag,
  data_format: z.enum(["channels_first", "channels_last"]).nullish(),
});

export type Size = z.output<typeof size>;
export type Fields = z.output<typeof schema>;

/** Fields of transformers itself that do not change an image of three channels. */
export const harmless: ReadonlySet<string> = new Set([
  "_processor_class",
  "_valid_processor_keys",
  "auto_map",
  "default_to_square",
  "device",
  "disable_grouping",
  "do_convert_rgb",
  "do_reduce_labels",
  "image_seq_length",
  "input_data_format",
  "model_input_names",
  "num_channels",
  "processor_class",
  "reduce_labels",
  "return_tensors",
]);
