import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown, suggestion } from "@imagenet-v2/core/internal";
import { type PreprocessingOptions, type PresetName, presets } from "@imagenet-v2/decode";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import type { KnownPreprocessing } from "../known-preprocessing.ts";
import { keras, kerasModes } from "./keras.ts";
import { torchvision } from "./torchvision.ts";

/** A preset's name. */
export type PreprocessingName = PresetName | `keras/${string}` | `torchvision/${string}`;

/** Whose the short names are. */
const owners: Readonly<Record<keyof typeof presets, string>> = {
  imagenet: "torchvision",
  clip: "OpenAI",
  mobilenet: "Keras and TF-Slim",
  inception: "timm",
};

/**
 * A preset by its name: `imagenet`, `clip`, `mobilenet`, `inception`; `keras/` with an application or a
 * mode of `preprocess_input` (`keras/xception`, `keras/caffe`); `torchvision/` with the weights
 * (`torchvision/ResNet50_Weights.IMAGENET1K_V2`).
 *
 * @throws INVALID_OPTION with the names that are near
 */
export function fromPreset(name: string): KnownPreprocessing {
  const [library, rest] = splitOnce(name);
  if (rest === undefined && Object.hasOwn(presets, name)) {
    const preset = name as keyof typeof presets;
    return known(presets[preset], `preset ${name} (${owners[preset]})`, true);
  }
  const table = library === "keras" ? keras : library === "torchvision" ? torchvision : undefined;
  if (rest !== undefined && table !== undefined && Object.hasOwn(table, rest)) {
    // A mode of Keras's says nothing of a size.
    const isMode = table === keras && Object.hasOwn(kerasModes, rest);
    return known(table[rest] as PreprocessingOptions, `preset ${name}`, isMode);
  }
  const names = rest !== undefined && table ? Object.keys(table) : undefined;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `preprocessing: there is no preset ${shown(name)}.`,
    { option: "preprocessing" },
    {
      hint:
        names === undefined || rest === undefined
          ? suggestion(name, [...Object.keys(presets), "keras/NAME", "torchvision/WEIGHTS"])
          : suggestion(rest, names),
    },
  );
}

function known(options: PreprocessingOptions, source: string, scales: boolean): KnownPreprocessing {
  return { preprocessing: parsePreprocessing(options), source, scales, ignored: [] };
}

function splitOnce(name: string): readonly [string, string | undefined] {
  const slash = name.indexOf("/");
  return slash === -1 ? [name, undefined] : [name.slice(0, slash), name.slice(slash + 1)];
}
