import type { ExploredClass } from "../src/documents.ts";
import { namesOf } from "./collection.ts";

/** What searched words mean. */
export interface Meaning {
  /** Labels of the classes that go by it. */
  readonly classes: ReadonlySet<number>;
  /** An image's number. */
  readonly number: number | undefined;
  /** Whether the words are of this file name. */
  isFile(name: string): boolean;
}

/** Classes by index, WordNet id, any of their names or their kind; images by number (`#12`) or file name. */
export function searchWords(classes: readonly ExploredClass[], text: string): Meaning {
  const words = text.trim().toLowerCase();
  const [, number] = /^#(\d{1,7})$/.exec(words) ?? [];
  return {
    classes: new Set(
      [...findClasses(classes, words), ...classes.filter(({ kind }) => kind === words)].map(
        ({ index }) => index,
      ),
    ),
    number: number === undefined ? undefined : Number(number),
    isFile: fileSearch(words),
  };
}

/**
 * Those that are called so first, then those with a name that begins so, then the rest; among equals
 * those whose first name it is.
 */
export function findClasses(classes: readonly ExploredClass[], text: string): ExploredClass[] {
  const words = text.trim().toLowerCase();
  if (words === "") return [];
  const numbered = classes.filter(({ index }) => `${index}` === words);
  if (numbered.length > 0) return numbered;
  const ranked = classes.flatMap((each) => {
    const rank = Math.min(
      ...searchedNames(each).map((name, at) => rankOf(name, words) + (at === 0 ? 0 : 0.5)),
    );
    return rank < 4 ? [{ each, rank }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.each.index - b.each.index)
    .map(({ each }) => each);
}

/**
 * A folder and what follows it; or a part of a name that is long enough, or ends as one, for it to be no
 * number or name of a class.
 */
function fileSearch(words: string): Meaning["isFile"] {
  if (words.includes("/")) return (name) => name.toLowerCase().startsWith(words);
  const isPart = /^[0-9a-f]{6,}$|^(?=.*\d)\S{6,}$|.\.(jpe?g|png|webp|gif|bmp|tiff?)$/.test(words);
  if (!isPart) return () => false;
  return (name) =>
    name
      .slice(name.lastIndexOf("/") + 1)
      .toLowerCase()
      .includes(words);
}

function searchedNames(each: ExploredClass): string[] {
  return [...namesOf(each), each.clipName, each.wnid].flatMap((name) => name?.toLowerCase() ?? []);
}

function rankOf(name: string, words: string): number {
  if (name === words) return 0;
  if (name.startsWith(words)) return 1;
  if (name.includes(` ${words}`)) return 2;
  return name.includes(words) ? 3 : 4;
}
