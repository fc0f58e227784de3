import type { Collection, Row } from "./collection.ts";
import { said } from "./selection.ts";

/** A place in the matrix, both as places of its axis. */
export interface Cell {
  readonly label: number;
  readonly answer: number;
}

export interface Confusions {
  /** The classes that occur, as label or answer, in the order of labels. */
  readonly axis: readonly number[];
  /** How often each answer was given to each class, by places in the axis: `label * length + answer`. */
  readonly cells: ReadonlyMap<number, number>;
  /** The most frequent mistakes, most frequent first. */
  readonly worst: readonly (Cell & { readonly times: number })[];
  /** The most images in a cell of the diagonal, and in one beside it. */
  readonly mostRight: number;
  readonly mostWrong: number;
}

/** Mistakes that are listed. */
const listed = 12;

/** What the model that is looked at took each class for. */
export function confusions(collection: Collection): Confusions {
  const pairs = collection.labels.flatMap((label, row) => {
    const answer = said(collection, row);
    return answer === undefined ? [] : [{ label, answer }];
  });
  const found = new Set(pairs.flatMap(({ label, answer }) => [label, answer]));
  const axis = [...found].sort((a, b) => a - b);
  const places = new Map(axis.map((each, place) => [each, place]));
  const cells = new Map<number, number>();
  for (const { label, answer } of pairs) {
    const key = (places.get(label) as number) * axis.length + (places.get(answer) as number);
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const counted = [...cells].map(([key, times]) => ({
    label: Math.floor(key / axis.length),
    answer: key % axis.length,
    times,
  }));
  const wrong = counted
    .filter(({ label, answer }) => label !== answer)
    .sort((a, b) => b.times - a.times);
  const right = counted.filter(({ label, answer }) => label === answer);
  return {
    axis,
    cells,
    worst: wrong.slice(0, listed),
    mostRight: right.reduce((most, { times }) => Math.max(most, times), 0),
    mostWrong: wrong[0]?.times ?? 0,
  };
}

/** The images in a cell. */
export function rowsIn(collection: Collection, axis: readonly number[], cell: Cell): Row[] {
  const [label, answer] = [axis[cell.label], axis[cell.answer]];
  return collection.labels.flatMap((each, row) =>
    each === label && said(collection, row) === answer ? [row] : [],
  );
}
