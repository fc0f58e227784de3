import type { Collection } from "./collection.ts";
import { said } from "./selection.ts";

export interface Confusions {
  /** The classes that occur, as label or answer, in the order of labels. */
  readonly axis: readonly number[];
  /** How often each answer was given to each class, by places in the axis: `label * length + answer`. */
  readonly cells: ReadonlyMap<number, number>;
}

/** What a model took each class for. */
export function confusions(collection: Collection, model: number): Confusions {
  const pairs = collection.labels.flatMap((label, row) => {
    const answer = said(collection, row, model);
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
  return { axis, cells };
}

/** The most frequent mistakes: places of label and answer, and how often. */
export function mostConfused(
  cells: ReadonlyMap<number, number>,
  count: number,
): [number, number, number][] {
  return [...cells]
    .map(([key, times]): [number, number, number] => [Math.floor(key / count), key % count, times])
    .filter(([label, answer]) => label !== answer)
    .sort((a, b) => b[2] - a[2])
    .slice(0, 10);
}
