/** What a loader's dataset knows of an example without reading it. */
interface Record {
  readonly index: number;
  readonly file_name: string;
  readonly label: number;
}

interface Beside {
  /** The examples that the source has skipped since the last one. */
  skipped(): Iterable<Record>;
  /** The place of the example that came now, in storage order. */
  place(fileName: string | undefined): number | undefined;
}

const nothing: Beside = { skipped: () => [], place: () => undefined };

/** Walks the records of a loader's dataset beside its examples. Other sources have none. */
export function walkBeside(source: object): Beside {
  if (!("records" in source) || typeof source.records !== "function") return nothing;
  const records = (source.records() as Iterable<Record>)[Symbol.iterator]();
  let next = records.next();
  const isSkipped = ({ index }: Record) =>
    "skipped" in source &&
    Array.isArray(source.skipped) &&
    source.skipped.some((each: Record) => each.index === index);
  return {
    *skipped() {
      for (; !next.done && isSkipped(next.value); next = records.next()) yield next.value;
    },
    place(fileName) {
      while (!next.done) {
        const { index, file_name } = next.value;
        next = records.next();
        if (fileName === undefined || file_name === fileName) return index;
      }
      return undefined;
    },
  };
}
