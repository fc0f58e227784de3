import { ImageNetV2Error } from "@imagenet-v2/core";
import { parseOptions, shown } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { unsupported } from "./known-preprocessing.ts";

/** A number of pixels. */
export const pixels = z.int().min(1).max(32_767);
/** A value for each channel. */
export const triple = z.tuple([z.number(), z.number(), z.number()]);

/** A config that came from outside, with its fields checked. */
interface ReadConfig<T> {
  readonly fields: T;
  /** Fields that are there and are not in the schema, but harmless. */
  readonly ignored: string[];
}

/**
 * Checks a config at the door. A field that is not in the schema may come from a fork, and change what
 * the model sees: it is refused unless it is known to be harmless, or switched off.
 *
 * @param file what it is called in messages
 * @throws INVALID_OPTION for a value of the wrong kind; UNSUPPORTED for an unknown field
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  config: unknown,
  file: string,
  harmless: ReadonlySet<string>,
): ReadConfig<z.output<S>> {
  if (!isRecord(config)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${file}: must be a JSON object, not ${shown(config)}.`,
      { option: "config" },
    );
  }
  const fields = parseOptions(schema, config as unknown, file);
  const ignored: string[] = [];
  for (const [field, value] of Object.entries(config)) {
    if (Object.hasOwn(schema.shape, field)) continue;
    if (!harmless.has(field) && value !== null && value !== false) {
      throw unsupported(file, field, value, "is unknown, and may change the image");
    }
    ignored.push(field);
  }
  return { fields, ignored };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
