import { packedClasses } from "./classes-data.ts";
import { ImageNetV2Error } from "./errors.ts";
import { didYouMean } from "./options.ts";
import { shown } from "./quote.ts";

/**
 * One of the 1000 classes of ImageNet-2012. Only `index` and `wnid` tell classes apart: `name` is
 * shared by crane (134, 517), cardigan (264, 474) and maillot (638, 639), `clipName` by missile
 * (657, 744) and sunglasses (836, 837).
 */
export interface ImageNetClass {
  /** 0 to 999: the rank of the WordNet id, the label of an example, the folder in the archive. */
  readonly index: number;
  /** WordNet 3.0 noun id: `n01440764`. TFDS's name of the class. */
  readonly wnid: string;
  /** The first lemma: `tench`. */
  readonly name: string;
  /** All that WordNet calls it: `["tench", "Tinca tinca"]`. */
  readonly lemmas: readonly string[];
  /** What CLIP's zero-shot prompts call it. */
  readonly clipName: string;
}

/** The classes; the position is the index. */
export const classes: readonly ImageNetClass[] = packedClasses.split("\n").map((line, index) => {
  const [wnid = "", synset = "", clipName] = line.split("|");
  const lemmas = synset.split(", ");
  const [name = ""] = lemmas;
  return { index, wnid, name, lemmas, clipName: clipName ?? name };
});

/** All that a class goes by, in lower case and as a string, to the classes that go by it. */
let byName: Map<string, ImageNetClass[]> | undefined;

function namesOf({ index, wnid, lemmas, clipName }: ImageNetClass): Set<string> {
  return new Set([`${index}`, wnid, ...lemmas, clipName].map((name) => name.toLowerCase()));
}

/**
 * The class with this index, WordNet id, lemma or CLIP name. Case does not matter. A name that
 * several classes go by is refused, even if it is the first lemma of one: the message lists them.
 *
 * @example
 * findClass("Tinca tinca").index; //=> 0
 * findClass("crane"); // throws: Several classes are called "crane": …
 *
 * @throws UNKNOWN_CLASS if there is none or several
 */
export function findClass(query: number | string): ImageNetClass {
  if (byName === undefined) {
    byName = new Map();
    for (const each of classes) {
      for (const name of namesOf(each)) {
        const same = byName.get(name);
        if (same === undefined) byName.set(name, [each]);
        else same.push(each);
      }
    }
  }
  const found = byName.get(`${query}`.toLowerCase()) ?? [];
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    throw new ImageNetV2Error(
      "UNKNOWN_CLASS",
      `Several classes are called ${shown(query)}: ${listed(found)}.`,
      { query: `${query}` },
      { hint: "Say which by its index or WordNet id." },
    );
  }
  throw new ImageNetV2Error(
    "UNKNOWN_CLASS",
    `ImageNet has no class ${shown(query)}.`,
    { query: `${query}` },
    { hint: hintFor(query, byName) },
  );
}

/**
 * The classes whose index is `text`, whose WordNet id begins with it, or that have it within a lemma
 * or the CLIP name; by index. Case does not matter, and an empty text finds all.
 *
 * @example
 * searchClasses("shark").map(({ name }) => name); //=> ["great white shark", "tiger shark", "hammerhead"]
 */
export function searchClasses(text: string): ImageNetClass[] {
  const wanted = text.trim().toLowerCase();
  return classes.filter(
    ({ index, wnid, lemmas, clipName }) =>
      `${index}` === wanted ||
      wnid.startsWith(wanted) ||
      [...lemmas, clipName].some((name) => name.toLowerCase().includes(wanted)),
  );
}

function hintFor(given: unknown, names: ReadonlyMap<string, readonly ImageNetClass[]>): string {
  const query = `${given}`;
  if (typeof given === "number" || /^[-+.\d\s]*$/.test(query)) {
    return "An index is an integer from 0 to 999.";
  }
  // What contains the word comes before what is spelled like it: "shark" does not mean "shack".
  const containing = searchClasses(query);
  if (containing.length > 0) {
    const more = containing.length > 5 ? `, and ${containing.length - 5} more` : "";
    return `Close to it: ${listed(containing.slice(0, 5))}${more}.`;
  }
  const match = didYouMean(query, names.keys());
  const meant = match === undefined ? undefined : names.get(match);
  if (meant === undefined) return "A class is named by index, WordNet id, lemma or CLIP name.";
  return `Did you mean ${JSON.stringify(match)}? That is ${listed(meant)}.`;
}

function listed(some: readonly ImageNetClass[]): string {
  return some
    .map(({ index, wnid, lemmas }) => `${index} ${wnid} (${lemmas.join(", ")})`)
    .join("; ");
}
