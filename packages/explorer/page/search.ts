import type { ImageNetClass } from "@imagenet-v2/core";

/** What searched words mean. */
export interface Meaning {
  /** Labels of the classes that go by it. */
  readonly classes: ReadonlySet<number>;
  /** An image's number. */
  readonly number: number | undefined;
  /** A part of a file name: hexadecimal, or with its folder. */
  readonly file: string | undefined;
}

/** Classes by index, WordNet id or any of their names; images by number (`#12`) or file name. */
export function searchWords(classes: readonly ImageNetClass[], text: string): Meaning {
  const words = text.trim().toLowerCase();
  const [, number] = /^#(\d{1,7})$/.exec(words) ?? [];
  return {
    classes: new Set(findClasses(classes, words).map(({ index }) => index)),
    number: number === undefined ? undefined : Number(number),
    file: /^(\d{1,3}\/)?[0-9a-f]{6,40}(\.jpeg)?$|^\d{1,3}\/$/.test(words) ? words : undefined,
  };
}

/**
 * Those that are called so first, then those with a name that begins so, then the rest; among equals
 * those whose first name it is.
 */
export function findClasses(classes: readonly ImageNetClass[], text: string): ImageNetClass[] {
  const words = text.trim().toLowerCase();
  if (words === "") return [];
  if (/^\d{1,3}$/.test(words)) return classes.filter(({ index }) => index === Number(words));
  const ranked = classes.flatMap((each) => {
    const rank = Math.min(
      ...namesOf(each).map((name, at) => rankOf(name, words) + (at === 0 ? 0 : 0.5)),
    );
    return rank < 4 ? [{ each, rank }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.each.index - b.each.index)
    .map(({ each }) => each);
}

function namesOf({ wnid, lemmas, clipName }: ImageNetClass): string[] {
  return [...lemmas, clipName, wnid].map((name) => name.toLowerCase());
}

function rankOf(name: string, words: string): number {
  if (name === words) return 0;
  if (name.startsWith(words)) return 1;
  if (name.includes(` ${words}`)) return 2;
  return name.includes(words) ? 3 : 4;
}
