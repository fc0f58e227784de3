import { ImageNetV2Error } from "@imagenet-v2/core";
import { isRecord } from "./config-fields.ts";
import { fromOptions } from "./from-options.ts";
import { fromHuggingFace } from "./hugging-face/from-hugging-face.ts";
import type { KnownPreprocessing } from "./known-preprocessing.ts";
import { fromOpenClip } from "./open-clip.ts";
import { fromTimm } from "./timm.ts";

const ofTimm = ["pretrained_cfg", "input_size", "test_input_size", "crop_mode"];
const ofOpenClip = ["preprocess_cfg", "model_cfg"];
const ofHuggingFace = [
  "image_processor",
  "image_processor_type",
  "feature_extractor_type",
  "image_mean",
  "do_resize",
  "do_normalize",
];

/**
 * A preprocessing as JSON, whatever wrote it: transformers, timm, open_clip, or one of our own.
 *
 * @param file what it is called in messages, and as the source
 * @throws as the reader of its kind
 */
export function fromConfig(config: unknown, file: string): KnownPreprocessing {
  const has = (names: readonly string[]) =>
    isRecord(config) && names.some((name) => Object.hasOwn(config, name));
  if (has(ofTimm)) return fromTimm(config, { file });
  if (has(ofOpenClip)) return fromOpenClip(config, { file });
  if (has(ofHuggingFace)) return fromHuggingFace(config, { file });
  if (!isRecord(config)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${file}: a preprocessing is a JSON object.`,
      { option: "preprocessing" },
      {
        hint: 'As in {"resize": 256, "crop": 224, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}.',
      },
    );
  }
  return { ...fromOptions(config), source: `config: ${file}` };
}
