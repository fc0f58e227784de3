import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import * as z from "zod";
import { pixels, readConfig, triple } from "./config-fields.ts";
import { type KnownPreprocessing, unsupported } from "./known-preprocessing.ts";
import { openai } from "./normalisation.ts";

const size = z.union([pixels, z.tuple([pixels, pixels])]);
const perChannel = z.union([z.number(), triple]);

const schema = z.looseObject({
  model_cfg: z
    .looseObject({ vision_cfg: z.looseObject({ image_size: size.nullish() }).nullish() })
    .nullish(),
  preprocess_cfg: z.unknown().optional(),
});

const preprocessSchema = z.looseObject({
  size: size.nullish(),
  mode: z.literal("RGB").nullish(),
  mean: perChannel.nullish(),
  std: perChannel.nullish(),
  interpolation: z.enum(["bicubic", "bilinear", "random"]).nullish(),
  resize_mode: z.enum(["shortest", "squash", "longest"]).nullish(),
});

/** Only what pads has a colour to pad with. */
const harmless: ReadonlySet<string> = new Set(["fill_color"]);
const harmlessAround: ReadonlySet<string> = new Set(["hf_hub_id", "version"]);

export interface OpenClipOptions {
  /** The file's name, for messages and as the source. @default "open_clip_config.json" */
  readonly file?: string | undefined;
}

/**
 * What open_clip does to an image for a model: from the contents of `open_clip_config.json`. The size is
 * the model's; bicubic and OpenAI's mean are its defaults.
 *
 * @throws UNSUPPORTED for `resize_mode: "longest"`, which pads; INVALID_OPTION for a value of the wrong kind
 */
export function fromOpenClip(
  config: unknown,
  { file = "open_clip_config.json" }: OpenClipOptions = {},
): KnownPreprocessing {
  const around = readConfig(schema, config, file, harmlessAround);
  const { model_cfg: model, preprocess_cfg: own = {} } = around.fields;
  const { fields, ignored } = readConfig(preprocessSchema, own ?? {}, file, harmless);
  const given = model?.vision_cfg?.image_size ?? fields.size ?? 224;
  const [height, width] = typeof given === "number" ? ([given, given] as const) : given;
  const mode = fields.resize_mode ?? "shortest";
  if (mode === "longest") {
    throw unsupported(file, "resize_mode", mode, "pads, and no preprocessing does");
  }
  if (mode === "shortest" && height !== width) {
    throw unsupported(file, "size", `${height} x ${width}`, "is not square, and not squashed");
  }
  return {
    preprocessing: parsePreprocessing({
      resize: mode === "squash" ? [height, width] : height,
      crop: mode === "squash" ? null : height,
      // "random" is for training; it leaves bicubic.
      interpolation: fields.interpolation === "bilinear" ? "bilinear" : "bicubic",
      mean: channels(fields.mean ?? openai.mean),
      std: channels(fields.std ?? openai.std),
    }),
    source: `config: ${file}`,
    scales: false,
    ignored,
  };
}

function channels(value: number | readonly [number, number, number]) {
  return typeof value === "number" ? ([value, value, value] as const) : value;
}
