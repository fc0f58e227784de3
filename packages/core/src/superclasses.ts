import { packedSuperclasses } from "./superclasses-data.ts";

/** Classes of a kind: dogs, birds, vehicles. */
export interface Superclass {
  /** In the plural: `dogs`. */
  readonly name: string;
  /** WordNet 3.0's nouns for it, one or more: each class is a kind of one of them. */
  readonly wnids: readonly string[];
  /** Indices of its classes, ascending. */
  readonly labels: readonly number[];
}

/**
 * The 1000 classes by kind, each in exactly one: of several that WordNet gives, in the most special one.
 * Animals come first, then plants and food, then things.
 *
 * @example
 * superclasses.find(({ labels }) => labels.includes(281))?.name; //=> "cats"
 */
export const superclasses: readonly Superclass[] = packedSuperclasses.split("\n").map((line) => {
  const [name = "", wnids = "", labels = ""] = line.split("|");
  return { name, wnids: wnids.split(","), labels: labels.split(",").flatMap(numbersOf) };
});

/** `7-24`, or a number alone. */
function numbersOf(range: string): number[] {
  const [from = 0, to = from] = range.split("-").map(Number);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
