import type {
  Documents,
  ExploredClass,
  IndexDocument,
  MeasuresDocument,
  PredictionsDocument,
  SizesDocument,
} from "../src/documents.ts";
import { originalName } from "../src/original-name.ts";

/** A number that every image has, to filter and sort by. */
export type Measure =
  | "width"
  | "height"
  | "pixels"
  | "aspect"
  | "bytes"
  | "brightness"
  | "colourfulness"
  | "sharpness"
  | "confidence";

/** An image's place in the documents' columns. */
export type Row = number;

/** All that is known so far, row by row. */
export interface Collection {
  readonly index: IndexDocument;
  readonly classes: readonly ExploredClass[];
  readonly labels: readonly number[];
  readonly sizes: SizesDocument | undefined;
  readonly measures: MeasuresDocument | undefined;
  readonly predictions: PredictionsDocument | undefined;
  /** The model that is looked at, by its place, and the one that it is compared with. */
  readonly model: number;
  readonly other: number;
  /** Names of the kinds that the classes of these images are of, in the order of labels. */
  readonly kinds: readonly string[];
  /** Whether images are read in another order than they are stored in. */
  readonly reordered: boolean;
  /** The row of an image's number. */
  rowOf(index: number): Row | undefined;
  /** `NaN` where it is not known (yet). */
  measure(name: Measure, row: Row): number;
  /** Why the picture cannot be shown. */
  damage(row: Row): string | undefined;
}

type Known = Pick<Collection, "sizes" | "measures" | "predictions" | "model" | "other">;

export function collectionOf(
  index: IndexDocument,
  classes: Documents["classes"],
  { sizes, measures, predictions, model, other }: Known,
): Collection {
  const rows = new Map(index.index.map((number, row) => [number, row]));
  const damaged = new Map(
    [...(sizes?.damaged ?? []), ...(measures?.damaged ?? [])].map((d) => [d.index, d.message]),
  );
  const number = (column: readonly (number | null)[] | undefined, row: Row) =>
    column?.[row] ?? Number.NaN;
  const size = (column: readonly number[] | undefined, row: Row) => column?.[row] || Number.NaN;
  const of: Readonly<Record<Measure, (row: Row) => number>> = {
    width: (row) => size(sizes?.width, row),
    height: (row) => size(sizes?.height, row),
    pixels: (row) => size(sizes?.width, row) * size(sizes?.height, row),
    aspect: (row) => size(sizes?.width, row) / size(sizes?.height, row),
    bytes: (row) => index.byteLength[row] as number,
    brightness: (row) => number(measures?.brightness, row),
    colourfulness: (row) => number(measures?.colourfulness, row),
    sharpness: (row) => number(measures?.sharpness, row),
    confidence: (row) => predictions?.models[model]?.probabilities?.[row]?.[0] ?? Number.NaN,
  };
  return {
    index,
    classes,
    labels: index.label,
    sizes,
    measures,
    predictions,
    model,
    other,
    rowOf: (each) => rows.get(each),
    kinds: [
      ...new Set(
        [...new Set(index.label)]
          .sort((a, b) => a - b)
          .flatMap((each) => classes[each]?.kind ?? []),
      ),
    ],
    reordered: index.reading.some((place, row) => place !== index.index[row]),
    measure: (name, row) => of[name](row),
    damage: (row) => damaged.get(index.index[row] as number),
  };
}

/** A picture's address; the version makes it one that may be kept for ever. */
export function pictureOf({ index }: Collection, row: Row, kind: "images" | "thumbnails"): string {
  const number = index.index[row] as number;
  const path =
    kind === "images" && index.originals
      ? `images/${originalName(number, index.fileName[row] as string)}`
      : `thumbnails/${number}.jpeg`;
  return `${path}?v=${index.id}`;
}

export function classOf({ classes, labels }: Collection, row: Row): ExploredClass {
  return classes[labels[row] as number] as ExploredClass;
}

/** What the class of a label is called. */
export function classNameOf({ classes }: Pick<Collection, "classes">, label: number): string {
  return classes[label]?.name ?? `class ${label}`;
}

/** All that a class is called, the usual name first. */
export function namesOf({ name, lemmas = [] }: ExploredClass): string[] {
  return [...new Set([name, ...lemmas])];
}

/** `281 · n02123045` */
export function codeOf({ index, wnid }: ExploredClass): string {
  return [index, wnid].filter((each) => each !== undefined).join(" · ");
}

/** What a reader calls a row. */
export function nameOf(collection: Collection, row: Row): string {
  const damage = collection.damage(row) === undefined ? "" : ", cannot be decoded";
  return `${classOf(collection, row).name}, image ${collection.index.index[row]}${damage}`;
}
