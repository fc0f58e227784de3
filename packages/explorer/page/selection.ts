import { type Collection, classOf, type Measure, type Row } from "./collection.ts";
import { searchWords } from "./search.ts";
import { measures, type State } from "./state.ts";

/** Below this an image counts as grey: Hasler and Süsstrunk find the first trace of colour at 15. */
const leastColour = 5;

/** The rows that are looked at, in order. */
export function selectRows(collection: Collection, state: State): Row[] {
  const tests = testsOf(collection, state);
  const rows: Row[] = [];
  for (let row = 0; row < collection.index.index.length; row++) {
    if (tests.every((test) => test(row))) rows.push(row);
  }
  return sortRows(collection, rows, state);
}

type Test = (row: Row) => boolean;

function testsOf(collection: Collection, state: State): Test[] {
  const { labels, index } = collection;
  const tests: Test[] = [];
  const { label, kind, predicted, shape, colour, answer } = state;
  if (label !== undefined) tests.push((row) => labels[row] === label);
  if (kind !== undefined) tests.push((row) => classOf(collection, row).kind === kind);
  if (state.q.trim() !== "") {
    const { classes, number, isFile } = searchWords(collection.classes, state.q);
    tests.push(
      (row) =>
        classes.has(labels[row] as number) ||
        index.index[row] === number ||
        isFile(index.fileName[row] as string),
    );
  }
  if (shape !== undefined) {
    const fits = { landscape: 1, square: 0, portrait: -1 }[shape];
    tests.push(
      (row) => Math.sign(Math.round(50 * Math.log(collection.measure("aspect", row)))) === fits,
    );
  }
  if (colour !== undefined) {
    tests.push((row) => {
      const found = collection.measure("colourfulness", row);
      return colour === "grey" ? found < leastColour : found >= leastColour;
    });
  }
  for (const name of measures) {
    const range = state.ranges[name];
    if (range === undefined) continue;
    tests.push((row) => {
      const value = collection.measure(name, row);
      return value >= range[0] && value < range[1];
    });
  }
  if (answer !== undefined) tests.push((row) => answerFits(collection, row, answer));
  if (predicted !== undefined) tests.push((row) => said(collection, row) === predicted);
  return tests;
}

/** The class a model took an image for, the one looked at by default; `undefined` where it said nothing. */
export function said(
  { predictions, model }: Collection,
  row: Row,
  of: number = model,
): number | undefined {
  return predictions?.models[of]?.top[row]?.[0];
}

function answerFits(collection: Collection, row: Row, answer: NonNullable<State["answer"]>) {
  const label = collection.labels[row];
  const [first, second] = [said(collection, row), said(collection, row, collection.other)];
  switch (answer) {
    case "right":
      return first === label;
    case "wrong":
      return first !== undefined && first !== label;
    case "other-right":
      return second === label;
    case "other-wrong":
      return second !== undefined && second !== label;
    case "only-first":
      return first === label && second !== undefined && second !== label;
    case "only-second":
      return second === label && first !== undefined && first !== label;
    case "both-right":
      return first === label && second === label;
    case "both-wrong":
      return first !== undefined && second !== undefined && first !== label && second !== label;
    case "different":
      return first !== undefined && second !== undefined && first !== second;
  }
}

function sortRows(
  collection: Collection,
  rows: Row[],
  { sort, descending, grouped }: State,
): Row[] {
  const { index, labels } = collection;
  const keys: Readonly<Record<string, (row: Row) => number | string>> = {
    index: (row) => index.index[row] as number,
    reading: (row) => index.reading[row] as number,
    class: (row) => labels[row] as number,
    file: (row) => index.fileName[row] as string,
  };
  const key = keys[sort] ?? ((row: Row) => collection.measure(sort as Measure, row));
  const sign = descending ? -1 : 1;
  const group = groupsOf(collection, grouped);
  return rows
    .map((row) => ({ row, key: key(row), group: group?.(row) ?? 0 }))
    .sort(
      (a, b) =>
        a.group - b.group ||
        sign * compare(a.key, b.key) ||
        (index.index[a.row] as number) - (index.index[b.row] as number),
    )
    .map(({ row }) => row);
}

/** What images are grouped by: a label, or the place of a kind. */
export function groupsOf(
  collection: Collection,
  grouped: State["grouped"],
): ((row: Row) => number) | undefined {
  const { labels, kinds } = collection;
  if (grouped === "class") return (row) => labels[row] as number;
  if (grouped === undefined || kinds.length === 0) return undefined;
  const places = new Map(kinds.map((kind, place) => [kind, place]));
  return (row) => places.get(classOf(collection, row).kind ?? "") ?? kinds.length;
}

/** What is not known comes last, in either direction. */
function compare(a: number | string, b: number | string): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
