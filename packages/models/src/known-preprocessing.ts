import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import type { Preprocessing } from "@imagenet-v2/decode";

/** What is done to an image, and who says so. */
export interface KnownPreprocessing {
  /** Complete. Layout and dtype are those of the library it comes from; a model's input decides them. */
  readonly preprocessing: Preprocessing;
  /** `said`, `config: preprocessor_config.json`, or `preset imagenet (torchvision)`. */
  readonly source: string;
  /** Whether the size is only a usual one, and follows the model's: 256 and 224 become 146 and 128. */
  readonly scales: boolean;
  /** Fields of the config that were left out of account, as they do not change an image. */
  readonly ignored: readonly string[];
}

/**
 * The error for a step that our preprocessing does not have, naming the field that asks for it.
 *
 * @param file what the field stands in, for the message
 */
export function unsupported(
  file: string,
  field: string,
  value: unknown,
  reason: string,
): ImageNetV2Error<"UNSUPPORTED"> {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `${file}: ${field} ${shown(value)} ${reason}.`,
    { feature: field },
    {
      hint: "Pass a preprocessing of your own that does what the model needs, or prepare the batches yourself.",
    },
  );
}
