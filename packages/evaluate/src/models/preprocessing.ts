import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Preprocessing, PreprocessingOptions, PresetName } from "@imagenet-v2/decode";
import { fixedSize, parsePreprocessing } from "@imagenet-v2/decode/internal";
import type { ImageInput } from "./onnx-signature.ts";

/**
 * A preprocessing that fits a model's input. Layout and type are the input's. The size of a preset is
 * scaled to the input's: a preset of 256 and 224 becomes 146 and 128.
 *
 * @throws INVALID_OPTION if a size was given that the model does not take
 */
export function preprocessingFor(
  asked: PresetName | PreprocessingOptions,
  { layout, type, size }: Pick<ImageInput, "layout" | "type" | "size">,
  path: string,
): Preprocessing {
  const dtype = type === "uint8" ? "uint8" : "float32";
  const given: Preprocessing = { ...parsePreprocessing(asked), layout, dtype };
  const made = fixedSize(given);
  // A model of any size was trained at 224 most likely.
  const [height, width] = size ?? made ?? [224, 224];
  if (made?.[0] === height && made[1] === width) return given;
  const { resize, crop } = given;
  const isGiven =
    typeof asked !== "string" && (asked.resize ?? asked.crop ?? undefined) !== undefined;
  if (isGiven) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${path} takes images of ${height} × ${width}, and the preprocessing makes ${made?.join(" × ") ?? "any size"}.`,
      { option: "preprocessing" },
    );
  }
  // Where nothing is said the middle 87.5 % are kept, as torchvision does.
  const ratio = typeof resize === "number" && typeof crop === "number" ? resize / crop : 256 / 224;
  return {
    ...given,
    resize: Math.round(ratio * Math.min(height, width)),
    crop: height === width ? height : [height, width],
  };
}
