import { isImageNetV2Error } from "@imagenet-v2/core";
import { fromConfig, fromTimm, type TimmOptions } from "@imagenet-v2/models";

/** A line of `known-configs.jsonl`. */
export interface KnownConfig {
  readonly library: "timm" | "transformers";
  readonly config: object;
  readonly options: TimmOptions;
}

/** What a config means, or how it is refused, as a text. */
export function meaning({ library, config, options }: KnownConfig): string {
  try {
    const known = library === "timm" ? fromTimm(config, options) : fromConfig(config, "x.json");
    return JSON.stringify(known);
  } catch (error) {
    if (isImageNetV2Error(error)) return `${error.code} ${error.message} ${error.hint}`;
    throw error;
  }
}
