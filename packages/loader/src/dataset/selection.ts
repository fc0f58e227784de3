import { findClass, ImageNetV2Error } from "@imagenet-v2/core";
import { classIn, kindOf, parseOptions } from "@imagenet-v2/core/internal";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";

/** Which examples to keep, by what is known without reading an image. All that is given must fit. */
export interface Where {
  /** Classes by index, WordNet id or name; one or several. */
  readonly label?: number | string | readonly (number | string)[] | undefined;
  /** `file_name`s, exactly, or a pattern for them. */
  readonly file_name?: string | RegExp | readonly string[] | undefined;
}

const classQuery = z.union([z.number(), z.string()]);
const where = z.strictObject({
  label: z.union([classQuery, z.array(classQuery).readonly()]).optional(),
  file_name: z
    .union([
      z.string(),
      z.custom<RegExp>(isRegExp, "must be a name, a pattern or a list of names"),
      z.array(z.string()).readonly(),
    ])
    .optional(),
});

/**
 * @returns whether the example at a store's index is wanted
 * @throws INVALID_OPTION, UNKNOWN_CLASS
 */
export function wanted(store: Store, condition: Where): (index: number) => boolean {
  const { label, file_name } = parseOptions(where, condition, "where");
  const labels =
    label === undefined
      ? undefined
      : new Set([label].flat().map((query) => classIndex(store, query)));
  const matches = fileNameTest(file_name);
  return (index) =>
    (labels === undefined || labels.has(store.label(index))) &&
    (matches === undefined || matches(store.fileName(index)));
}

function isRegExp(value: unknown): value is RegExp {
  return kindOf(value) === "RegExp";
}

function classIndex({ info }: Store, query: number | string): number {
  return info.dataset === undefined ? findClass(query).index : classIn(info.dataset, query).index;
}

function fileNameTest(condition: Where["file_name"]): ((name: string) => boolean) | undefined {
  if (condition === undefined) return undefined;
  if (isRegExp(condition)) {
    // A global or sticky pattern remembers where it was and would miss every other name.
    const pattern = new RegExp(condition.source, condition.flags.replace(/[gy]/g, ""));
    return (name) => pattern.test(name);
  }
  const names = new Set([condition].flat());
  return (name) => names.has(name);
}

/**
 * A position as in `Array.prototype.at`: negative counts from the end.
 *
 * @throws INVALID_OPTION if there is no such position
 */
export function resolvePosition(what: string, position: unknown, length: number): number {
  if (!Number.isSafeInteger(position)) throw outside(what, position, length);
  const fromStart = (position as number) < 0 ? (position as number) + length : (position as number);
  if (fromStart < 0 || fromStart >= length) throw outside(what, position, length);
  return fromStart;
}

function outside(what: string, position: unknown, length: number): ImageNetV2Error {
  const range =
    length === 0 ? "and there is no example" : `must be from ${-length} to ${length - 1}`;
  return new ImageNetV2Error("INVALID_OPTION", `${what} is ${String(position)}, ${range}.`, {
    option: what,
  });
}
