import { ImageNetV2Error } from "@imagenet-v2/core";

/** Where bytes come from, for error messages. */
export interface Origin {
  /** The file. @default "(bytes in memory)" */
  readonly path?: string | undefined;
  /** Where in it the bytes begin. @default 0 */
  readonly offset?: number | undefined;
}

/** The error for bytes that are not what they should be, at an offset from where `origin` begins. */
export function corrupt(what: string, origin: Origin, at = 0): ImageNetV2Error {
  const path = origin.path ?? "(bytes in memory)";
  const offset = (origin.offset ?? 0) + at;
  return new ImageNetV2Error(
    "CORRUPT_DATA",
    `${path}: ${what} at byte ${offset}.`,
    { path, offset },
    { hint: "The file is damaged or cut short; prepare the dataset again." },
  );
}
