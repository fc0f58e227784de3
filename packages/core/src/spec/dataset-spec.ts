import { ImageNetV2Error } from "../errors.ts";

/** A class of a dataset. */
export interface DatasetClass {
  /** The label: the position in the dataset's own classes, from 0. */
  readonly index: number;
  readonly name: string;
  /** WordNet id, where the class has one: `n01440764`. */
  readonly wnid?: string | undefined;
}

/** The order in which examples are stored and read: TFDS's, or sorted by path (by code unit). */
export type DatasetOrder = "tfds" | "path";

/** What a path below the data's top folder is: an image and its file name, a class folder, or out of place. */
export type SpecEntry =
  | { readonly image: string }
  | { readonly folder: string }
  | {
      /** What is wrong with it, as the end of a sentence that begins with the path. */
      readonly wrong: string;
      readonly hint: string;
    };

/** All that was found in the data, for {@link DatasetSpec.settle}. */
export interface FoundNames {
  /** Where the data is, for messages. */
  readonly path: string;
  readonly fileNames: readonly string[];
  /** Class folders, also those without images. */
  readonly folders: readonly string[];
}

/** A dataset as plain data: what a store's info, an index and a message to a thread carry. */
export interface DatasetDescription {
  /** As in TFDS: `imagenet2012`; `custom` for a user's own. */
  readonly name: string;
  /** TFDS's name of the split that the images are: `validation`. */
  readonly split: string;
  readonly order: DatasetOrder;
  /** The position is the label. */
  readonly classes: readonly DatasetClass[];
  /** What `classFolders` was called with, where that made the spec: what reads the same data again. */
  readonly classFolders?: { readonly list?: readonly (string | number)[] | undefined } | undefined;
}

/**
 * A dataset as data: its classes, its split, which paths are images, and the label that a path gives.
 * Labels are the positions in the spec's own `classes`.
 */
export interface DatasetSpec extends DatasetDescription {
  /** Tells specs apart that read the same paths otherwise. It is kept with an index of the data. */
  readonly key: string;
  /** Where images lie, as a sentence for error messages. */
  readonly layout: string;
  /** The most that honest data of this kind holds: bytes of an archive, and entries in it. */
  readonly limits: { readonly bytes: number; readonly entries: number };
  /** How many images the whole dataset has, where that is known. Others are the user's own. */
  readonly numExamples?: number | undefined;
  /** What a reader should know of how the labels were found, a sentence each. */
  readonly notes: readonly string[];
  /** Whether a file is called as an image is. */
  isImage(baseName: string): boolean;
  /** @param path below the top folder, with `/` */
  entry(path: string, isFolder: boolean): SpecEntry;
  /** The label of an image; `undefined` if the path gives none. */
  labelOf(fileName: string): number | undefined;
  /**
   * The spec with what only the data can tell: classes that folders name, labels that are loaded.
   * Without it, labels and classes are known from the start.
   *
   * @throws INVALID_OPTION, UNEXPECTED_MEMBER for names that give no label, or two
   */
  settle?(found: FoundNames): Promise<DatasetSpec>;
}

/** The plain part of a spec. */
export function describeSpec(spec: DatasetSpec): DatasetDescription {
  const { name, split, order, classFolders } = spec;
  const classes = spec.classes.map(({ index, name, wnid }) => ({ index, name, wnid }));
  return { name, split, order, classes, classFolders };
}

/**
 * The labels of images, each within the spec's classes.
 *
 * @param spec settled
 * @param path where the data is, for messages
 * @throws UNEXPECTED_MEMBER naming the first image without such a label
 */
export function labelsOf(
  spec: DatasetSpec,
  fileNames: readonly string[],
  path: string,
): readonly number[] {
  const count = spec.classes.length;
  return fileNames.map((fileName) => {
    const label = spec.labelOf(fileName);
    if (label !== undefined && Number.isInteger(label) && label >= 0 && label < count) return label;
    const found = label === undefined ? "has no label" : `has the label ${label}`;
    throw new ImageNetV2Error(
      "UNEXPECTED_MEMBER",
      `${path}: the entry ${JSON.stringify(fileName)} ${found}; the classes of ${spec.name} are 0 to ${count - 1}.`,
      { path, entry: fileName },
      { hint: spec.layout },
    );
  });
}
