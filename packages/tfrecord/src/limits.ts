import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Origin } from "./corrupt.ts";

/** What no dataset of images comes near, so that a hostile file costs bounded time and memory. */
export const limits = {
  /** Records of one file. */
  records: 1_000_000,
  /** Protobuf fields of an example in memory. */
  fields: 2_000_000,
  /** Protobuf fields of an example that is read around its long features. */
  indexedFields: 10_000,
  /** Bytes that are read of such an example. */
  indexedBytes: 256 * 1024,
} as const;

/** The error for what is beyond a limit, at an offset from where `origin` begins. */
export function beyond(what: string, hint: string, origin: Origin, at = 0): ImageNetV2Error {
  const path = origin.path ?? "(bytes in memory)";
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `${path}: ${what} at byte ${(origin.offset ?? 0) + at}.`,
    { feature: what },
    { hint },
  );
}
