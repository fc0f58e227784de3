import { type Collection, classNameOf, codeOf, namesOf } from "./collection.ts";
import type { Change, State } from "./state.ts";

interface HeadingProps {
  readonly collection: Collection;
  readonly grouped: State["grouped"];
  /** A label, or the place of a kind. */
  readonly group: number;
  readonly count: number;
  readonly change: Change;
}

/** What the images below have in common, which leads to all that have. */
export function Heading({ collection, grouped, group, count, change }: HeadingProps) {
  if (grouped === "kind") {
    const kind = collection.kinds[group];
    return (
      <>
        <button type="button" tabIndex={-1} onClick={() => change({ kind })}>
          {kind ?? "of no known kind"}
        </button>
        <small>{count}</small>
      </>
    );
  }
  const each = collection.classes[group] ?? { index: group, name: classNameOf(collection, group) };
  return (
    <>
      <button type="button" tabIndex={-1} onClick={() => change({ label: group })}>
        {namesOf(each).join(", ")}
      </button>
      <small>
        {codeOf(each)} · {count}
      </small>
    </>
  );
}
