import { type Collection, classNameOf } from "./collection.ts";
import { CloseIcon } from "./icons.tsx";
import { describeRange } from "./measures.ts";
import { type Change, measures as measureKeys, type State } from "./state.ts";

interface ChipsProps {
  readonly collection: Collection;
  readonly state: State;
  readonly change: Change;
}

/** Filters that were set elsewhere, each with a way to take it off. */
export function Chips({ collection, state, change }: ChipsProps) {
  const chips: [text: string, off: Partial<State>][] = [];
  if (state.label !== undefined) {
    chips.push([`${classNameOf(collection, state.label)} · ${state.label}`, { label: undefined }]);
  }
  if (state.predicted !== undefined) {
    const model = collection.index.models[collection.model] ?? "";
    chips.push([
      `${model} says ${classNameOf(collection, state.predicted)}`,
      { predicted: undefined },
    ]);
  }
  for (const key of measureKeys) {
    const range = state.ranges[key];
    if (range === undefined) continue;
    const { [key]: _, ...ranges } = state.ranges;
    chips.push([describeRange(key, range), { ranges }]);
  }
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters that are set">
      {chips.map(([text, off]) => (
        <li key={text}>
          <button type="button" onClick={() => change(off)} aria-label={`Take off: ${text}`}>
            {text}
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}
