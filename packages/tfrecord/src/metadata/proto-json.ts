import { ImageNetV2Error } from "@imagenet-v2/core";
import * as z from "zod";

/*
 * The JSON form of protobuf messages, in which TFDS keeps its metadata: lowerCamelCase names (snake_case
 * is understood too), int64 as strings (or numbers), what has its default value left out (or null).
 */

/** A message; fields beyond the given ones are kept as they are. */
export function message<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess(camelKeys, z.looseObject(shape));
}

function camelKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [
        key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        field,
      ]),
  );
}

/** An int64 field, as a number. */
export const int64 = z
  .union([z.int(), z.string().regex(/^-?\d{1,19}$/, "expected an integer")])
  .transform(Number)
  .refine(Number.isSafeInteger, "an integer too large");

/** An int64 field that counts something. */
export const count = int64.refine((value) => value >= 0, "expected 0 or more");

/** Parses a JSON file's text. @throws CORRUPT_DATA naming the file */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw damaged(path, `not JSON (${(error as Error).message})`, error);
  }
}

/** Checks what was parsed against a schema. @throws CORRUPT_DATA naming the file and the field */
export function check<S extends z.ZodType>(schema: S, value: unknown, path: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  throw damaged(path, `${where}${issue?.message}`, result.error);
}

/** The error for a metadata file that cannot be used. */
export function damaged(path: string, why: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "CORRUPT_DATA",
    `${path}: ${why}.`,
    { path },
    { cause, hint: "The file is damaged, or not what TFDS writes; prepare the dataset again." },
  );
}

/**
 * JSON as Python's `json.dumps(value, indent=…, sort_keys=True)` gives it: keys sorted, and everything
 * beyond ASCII escaped.
 */
export function pythonJson(value: unknown, indent: number): string {
  return JSON.stringify(sorted(value), null, indent).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}

/** A message without the fields that hold their default, which protobuf's JSON leaves out. */
export function withoutDefaults(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== "" &&
        value !== 0 &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}
