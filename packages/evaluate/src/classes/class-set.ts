import {
  type DatasetClass,
  findClass,
  ImageNetV2Error,
  classes as imageNet,
} from "@imagenet-v2/core";
import { isImageNet, shown } from "@imagenet-v2/core/internal";
import type { Dataset, Example } from "@imagenet-v2/loader";
import * as z from "zod";

/** Classes by label, ascending, each once. Where one may be given, `undefined` stands for all. */
export type ClassSet = readonly number[];

/** A list of classes as an option. */
export const classQueries = z.array(z.union([z.number(), z.string()])).min(1);

/** The top-5 accuracy needs as many. */
const fewest = 5;

/**
 * The classes that are meant; `undefined` if it is all of them.
 *
 * @param queries labels, WordNet ids or names
 * @param classes the dataset's
 * @throws UNKNOWN_CLASS; INVALID_OPTION for fewer than five
 */
export function classSet(
  queries: readonly (number | string)[],
  classes: readonly DatasetClass[],
): ClassSet | undefined {
  const set = new Set(queries.map((query) => labelOf(query, classes)));
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

export function labelOf(query: number | string, classes: readonly DatasetClass[]): number {
  if (isImageNet(classes)) return findClass(query).index;
  const wanted = `${query}`.toLowerCase();
  const found = classes.filter(({ index, name, wnid }) =>
    typeof query === "number" ? index === query : wnid === wanted || name.toLowerCase() === wanted,
  );
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first.index;
  throw new ImageNetV2Error(
    "UNKNOWN_CLASS",
    first === undefined
      ? `The dataset has no class ${shown(query)}.`
      : `Several classes of the dataset are called ${shown(query)}: ${found.map(({ index }) => index).join(", ")}.`,
    { query: `${query}` },
    { hint: `Its ${classes.length} classes are known by label, WordNet id or name.` },
  );
}

/**
 * The classes of a dataset.
 *
 * @throws INVALID_OPTION for fewer than five
 */
export function checkClasses({ info }: Pick<Dataset<Example>, "info">): readonly DatasetClass[] {
  const { classes } = info;
  if (classes.length >= fewest) return classes;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `The dataset has ${classes.length} classes, and the five likeliest are wanted.`,
    { option: "dataset" },
    { hint: "Datasets of five classes or more are scored." },
  );
}

export function sameSet(a: ClassSet | undefined, b: ClassSet | undefined): boolean {
  return a?.join() === b?.join();
}

/** `over 200 of the model's 1000 classes`. */
export function overClasses(count: number, of: number): string {
  return count === of ? `over all ${of} classes` : `over ${count} of the model's ${of} classes`;
}

/** How many classes a model knows, a background class not counted, by its scores and the dataset's classes. */
export function classesOfModel(
  scores: number | undefined,
  classes: readonly DatasetClass[],
): number {
  if (scores === undefined || scores === classes.length) return classes.length;
  return scores === imageNet.length + 1 ? imageNet.length : scores;
}
