import { digest } from "../digest.ts";
import { ImageNetV2Error } from "../errors.ts";
import { few } from "../few.ts";
import { shown } from "../quote.ts";
import { type ClassQuery, type ListedClass, listedClasses, ofWnid } from "./class-list.ts";
import type { DatasetSpec, FoundNames, SpecEntry } from "./dataset-spec.ts";
import { hasEnding } from "./image-name.ts";

const layout = "Images lie in <class folder>/<name>.jpeg, .jpg or .png.";

/**
 * A user's own images, in class folders named by number, WordNet id or class name: all in one way.
 * Labels are positions in the list of classes. Without a list the folders are the classes: by number
 * where all are numbers, else sorted by name.
 *
 * @param list names, WordNet ids or numbers of ImageNet's classes, in the order of the labels
 *
 * @example
 * const dataset = await load(classFolders(["cat", "dog"]), { archive: "pets", split: "test" });
 *
 * @throws INVALID_OPTION, UNKNOWN_CLASS for a class that is there twice, or that ImageNet does not have
 */
export function classFolders(list?: readonly ClassQuery[] | undefined): DatasetSpec {
  const listed = list === undefined ? undefined : listedClasses(list);
  const spec: DatasetSpec = {
    name: "custom",
    split: "test",
    order: "path",
    classes: plain(listed ?? []),
    classFolders: { list: list && [...list] },
    key: `custom/${listed === undefined ? "" : digest(JSON.stringify(listed))}`,
    layout,
    // Against endless input only: people have large datasets.
    limits: { bytes: Number.MAX_SAFE_INTEGER, entries: 10_000_000 },
    notes: [],
    isImage,
    entry,
    // Which folder is which class, only all folders together tell.
    labelOf: () => undefined,
    settle: async (found) => settled(spec, listed, found),
  };
  return spec;
}

function isImage(baseName: string): boolean {
  // Those that are not decoded are named by the decoder, and can be skipped.
  return hasEnding(baseName, /.\.(jpe?g|png|webp|gif|bmp|tiff?)$/i);
}

function entry(path: string, isFolder: boolean): SpecEntry {
  const [folder = "", baseName, ...deeper] = path.split("/");
  if (baseName === undefined) {
    return isFolder ? { folder } : { wrong: "lies in no class folder", hint: layout };
  }
  if (isFolder || deeper.length > 0) return { wrong: "lies too deep", hint: layout };
  if (!isImage(baseName)) return { wrong: "is not named as an image is", hint: layout };
  return { image: path };
}

/** How folders name classes. */
type Style = "number" | "WordNet id" | "name";
const styles: readonly Style[] = ["number", "WordNet id", "name"];

function settled(
  spec: DatasetSpec,
  listed: readonly ListedClass[] | undefined,
  { path, fileNames, folders }: FoundNames,
): DatasetSpec {
  const classes = listed ?? classesOfFolders(folders, path);
  const naming = namingOf(folders, classes, path);
  const labels = new Map(folders.map((folder) => [folder, naming.find(folder)[0]?.index]));
  const labelOf = (fileName: string) => labels.get(fileName.slice(0, fileName.indexOf("/")));
  const used = new Set(fileNames.map(labelOf));
  const empty = classes.filter(({ index }) => !used.has(index));
  const notes = [
    ...(listed === undefined
      ? [`The ${classes.length} classes are the folders, each named by its ${naming.style}.`]
      : []),
    ...(empty.length > 0
      ? [`${empty.length} of ${classes.length} classes have no image: ${few(empty.map(inWords))}.`]
      : []),
  ];
  return { ...spec, classes: plain(classes), labelOf, notes };
}

/** The classes that folders are, where no list says. */
function classesOfFolders(folders: readonly string[], path: string): ListedClass[] {
  const sorted = [...folders].sort();
  const [first = ""] = sorted;
  const style = styleOfOne(first);
  const other = sorted.find((folder) => styleOfOne(folder) !== style);
  // Numbers or WordNet ids among names: either the names or these are not classes.
  if (other !== undefined) throw mixed(path, first, other);
  if (style === "number") return numberedClasses(sorted, path);
  return sorted.map((folder, index) => ({ index, ...(ofWnid(folder) ?? { name: folder }) }));
}

function numberedClasses(folders: readonly string[], path: string): ListedClass[] {
  const taken = new Set<number>();
  for (const folder of folders) {
    if (taken.has(Number(folder))) throw unclear(path, folder, "has the number of another folder");
    taken.add(Number(folder));
  }
  const count = folders.reduce((most, folder) => Math.max(most, Number(folder) + 1), 0);
  // Gaps are classes without images; many more of them than folders are years or ids, and no labels.
  if (count > 2 * folders.length + 1000) {
    throw unclear(
      path,
      `${count - 1}`,
      `is one of ${folders.length}, so its number is not a label`,
    );
  }
  return Array.from({ length: count }, (_, index) => ({ index, name: `${index}` }));
}

/** One way of naming classes by folders. */
interface Naming {
  readonly style: Style;
  /** The classes that a folder is in this way. */
  find(folder: string): readonly ListedClass[];
}

function namingsOf(classes: readonly ListedClass[]): Naming[] {
  // A list of ImageNet's numbers names its folders by these.
  const isNumbered = classes.some(({ number }) => number !== undefined);
  const keys: Readonly<Record<Style, (each: ListedClass) => string | undefined>> = {
    number: ({ index, number }) => (isNumbered ? number : index)?.toString(),
    "WordNet id": ({ wnid }) => wnid,
    name: ({ name }) => tidy(name),
  };
  return styles.map((style) => {
    const found = new Map<string, ListedClass[]>();
    for (const each of classes) {
      const key = keys[style](each);
      if (key === undefined) continue;
      found.set(key, [...(found.get(key) ?? []), each]);
    }
    const find = (folder: string) => found.get(tidy(folder, style) ?? "") ?? [];
    return { style, find };
  });
}

/** The one way in which all folders name a class each. */
function namingOf(
  folders: readonly string[],
  classes: readonly ListedClass[],
  path: string,
): Naming {
  const namings = namingsOf(classes);
  const isClear = (folder: string) => (naming: Naming) => naming.find(folder).length === 1;
  const fitting = namings.filter((naming) => folders.every((folder) => isClear(folder)(naming)));
  const [naming, ...others] = fitting;
  if (naming === undefined) {
    for (const folder of folders) {
      if (namings.some(isClear(folder))) continue;
      const twins = namings.flatMap(({ find }) => find(folder));
      throw unclear(
        path,
        folder,
        twins.length === 0
          ? "is none of the classes"
          : `is the name of several classes: ${few(twins.map(inWords))}`,
      );
    }
    const styleOf = (folder: string) => namings.find(isClear(folder))?.style;
    const [first = ""] = folders;
    throw mixed(path, first, folders.find((folder) => styleOf(folder) !== styleOf(first)) ?? first);
  }
  for (const folder of folders) {
    const index = naming.find(folder)[0]?.index;
    const other = others.find(({ find }) => find(folder)[0]?.index !== index);
    if (other === undefined) continue;
    throw unclear(path, folder, `is one class by ${naming.style} and another by ${other.style}`);
  }
  return naming;
}

function styleOfOne(folder: string): Style {
  if (/^\d{1,9}$/.test(folder)) return "number";
  return /^n\d{8}$/.test(folder) ? "WordNet id" : "name";
}

/** Neither case nor the choice between space and `_` tells names apart, nor zeros before a number. */
function tidy(name: string, style: Style = "name"): string | undefined {
  if (style === "name") return name.normalize().toLowerCase().replaceAll("_", " ");
  if (styleOfOne(name) !== style) return undefined;
  return style === "number" ? `${Number(name)}` : name;
}

function plain(classes: readonly ListedClass[]) {
  return classes.map(({ index, name, wnid }) => ({ index, name, wnid }));
}

function inWords({ index, name, wnid }: ListedClass): string {
  return `${index} (${[wnid, name].filter(Boolean).join(" ")})`;
}

function unclear(path: string, folder: string, what: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNEXPECTED_MEMBER",
    `${path}: the class folder ${shown(folder)} ${what}.`,
    { path, entry: folder },
    {
      hint: "Folders are named by number, by WordNet id or by class name, as the list of classes is.",
    },
  );
}

function mixed(path: string, one: string, other: string): ImageNetV2Error {
  return unclear(path, one, `is a ${styleOfOne(one)} and ${shown(other)} a ${styleOfOne(other)}`);
}
