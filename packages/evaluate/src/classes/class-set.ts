import { classes, findClass, ImageNetV2Error } from "@imagenet-v2/core";
import * as z from "zod";

/** Classes by index, ascending, each once. Where one may be given, `undefined` stands for all 1000. */
export type ClassSet = readonly number[];

/** A list of classes as an option. */
export const classQueries = z.array(z.union([z.number(), z.string()])).min(1);

/** The top-5 accuracy needs as many. */
const fewest = 5;

/**
 * The classes that are meant; `undefined` if it is all of them.
 *
 * @param queries indices, WordNet ids or names
 * @throws UNKNOWN_CLASS; INVALID_OPTION for fewer than five
 */
export function classSet(queries: readonly (number | string)[]): ClassSet | undefined {
  const set = new Set(queries.map((query) => findClass(query).index));
  if (set.size < fewest) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `classes: ${set.size} are given, and the five likeliest are wanted.`,
      { option: "classes" },
      { hint: "To count only the images of some classes, take score(predictions, { classes })." },
    );
  }
  return set.size === classes.length ? undefined : [...set].sort((a, b) => a - b);
}

export function sameClasses(a: ClassSet | undefined, b: ClassSet | undefined): boolean {
  return a?.join() === b?.join();
}

/** `over 200 classes`. */
export function overClasses(set: ClassSet | undefined): string {
  return `over ${set === undefined ? "all 1000" : set.length} classes`;
}
