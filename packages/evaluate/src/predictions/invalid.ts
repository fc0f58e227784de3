import { ImageNetV2Error } from "@imagenet-v2/core";

/** A file of predictions that cannot be scored. `what` is a sentence about the place. */
export function invalid(
  path: string,
  line: number | undefined,
  what: string,
  extras: { hint?: string | undefined; cause?: unknown } = {},
): ImageNetV2Error<"INVALID_PREDICTIONS"> {
  const place = line === undefined ? path : `${path}, line ${line}`;
  return new ImageNetV2Error("INVALID_PREDICTIONS", `${place}: ${what}`, { path, line }, extras);
}
