import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Preprocessing, PreprocessingOptions } from "@imagenet-v2/decode";
import { fixedSize } from "@imagenet-v2/decode/internal";
import {
  fromOptions,
  fromPreset,
  type KnownPreprocessing,
  type PreprocessingName,
} from "@imagenet-v2/models";
import type { ImageInput } from "./signature.ts";

/** What is done to an image: a preset's name, steps, or what `@imagenet-v2/models` has read. */
export type GivenPreprocessing = PreprocessingName | PreprocessingOptions | KnownPreprocessing;

/**
 * A preprocessing, complete and with where it comes from.
 *
 * @throws INVALID_OPTION
 */
export function knownPreprocessing(given: GivenPreprocessing): KnownPreprocessing {
  if (typeof given === "string") return fromPreset(given);
  return isKnown(given) ? given : fromOptions(given);
}

function isKnown(given: PreprocessingOptions | KnownPreprocessing): given is KnownPreprocessing {
  return typeof given === "object" && given !== null && "source" in given;
}

/** The error where nobody says it: a guess would give a wrong accuracy, and not tell. */
export function unknownPreprocessing(what: string): ImageNetV2Error<"INVALID_OPTION"> {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: nothing says what it wants done to an image.`,
    { option: "preprocessing" },
    {
      hint: "Give `preprocessing`: imagenet, clip, mobilenet, inception, keras/NAME, torchvision/WEIGHTS, or the steps. probePreprocessing compares the likely ones.",
    },
  );
}

/**
 * A preprocessing that fits a model's input. Layout and type are the input's. A size that only is a
 * usual one is scaled to the input's: 256 and 224 become 146 and 128.
 *
 * @throws INVALID_OPTION if a size was given that the model does not take
 */
export function preprocessingFor(
  known: KnownPreprocessing,
  { layout, type, size }: Pick<ImageInput, "layout" | "type" | "size">,
  path: string,
): KnownPreprocessing {
  const dtype = type === "uint8" ? "uint8" : "float32";
  const given: Preprocessing = { ...known.preprocessing, layout, dtype };
  const made = fixedSize(given);
  // A model of any size was trained at 224 most likely.
  const [height, width] = size ?? made ?? [224, 224];
  if (made?.[0] === height && made[1] === width) return { ...known, preprocessing: given };
  if (!known.scales) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${path} takes images of ${height} × ${width}, and the preprocessing (${known.source}) makes ${made?.join(" × ") ?? "any size"}.`,
      { option: "preprocessing" },
    );
  }
  const { resize, crop } = given;
  // Where nothing is said the middle 87.5 % are kept, as torchvision does.
  const ratio = typeof resize === "number" && typeof crop === "number" ? resize / crop : 256 / 224;
  return {
    ...known,
    source: `${known.source}, at the model's size`,
    preprocessing: {
      ...given,
      resize: Math.round(ratio * Math.min(height, width)),
      crop: height === width ? height : [height, width],
    },
  };
}
