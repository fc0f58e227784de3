import { ImageNetV2Error } from "@imagenet-v2/core";

/** An option that a command needs, or refuses, in a combination that commander cannot express. */
export function usageError(option: string, message: string, hint?: string): ImageNetV2Error {
  return new ImageNetV2Error("INVALID_OPTION", message, { option }, { hint });
}
