import { useMemo, useState } from "preact/hooks";
import type { Documents } from "../src/documents.ts";
import { Chips } from "./chips.tsx";
import { Code } from "./code.tsx";
import type { Collection, Row } from "./collection.ts";
import { Making } from "./making.tsx";
import { measureNames } from "./measures.ts";
import { snippetFor } from "./snippet.ts";
import type { Loading } from "./source.ts";
import {
  type answers,
  type Change,
  colours,
  measures as measureKeys,
  type Sort,
  type State,
  shapes,
} from "./state.ts";

interface FiltersProps {
  readonly collection: Collection;
  readonly state: State;
  readonly change: Change;
  readonly rows: readonly Row[];
  readonly measures: Loading<Documents["measures"]>;
}

/** What is shown of the collection, in which order, and how to get the same in code. */
export function Filters({ collection, state, change, rows, measures }: FiltersProps) {
  const [code, setCode] = useState(false);
  const snippet = useMemo(
    () => (code ? snippetFor(collection, rows) : ""),
    [code, collection, rows],
  );
  const total = collection.index.index.length;
  return (
    <section class="filters" aria-label="Filters">
      <div class="row">
        <p class="count" role="status">
          <b>{rows.length.toLocaleString("en")}</b>
          {rows.length === total ? " images" : ` of ${total.toLocaleString("en")}`}
        </p>
        <Choice
          label="Shape"
          value={state.shape}
          options={shapes.map((shape) => [shape, shape])}
          onChange={(shape) => change({ shape })}
        />
        <Choice
          label="Colour"
          value={state.colour}
          options={colours.map((colour) => [colour, colour])}
          onChange={(colour) => change({ colour })}
        />
        {collection.predictions !== undefined && (
          <Choice
            label="Answer"
            value={state.answer}
            options={answerOptions(collection.index.models)}
            onChange={(answer) => change({ answer })}
          />
        )}
        <label>
          <span>Sort</span>
          <select
            value={state.sort}
            onChange={(event) => change({ sort: event.currentTarget.value as Sort })}
          >
            {sortOptions(collection).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Toggle
          pressed={state.descending}
          onClick={() => change({ descending: !state.descending })}
        >
          {state.descending ? "↓" : "↑"}
          <span class="sr-only"> descending</span>
        </Toggle>
        <Toggle pressed={state.grouped} onClick={() => change({ grouped: !state.grouped })}>
          Group by class
        </Toggle>
        <Toggle pressed={code} onClick={() => setCode(!code)}>
          Code
        </Toggle>
      </div>
      <Chips collection={collection} state={state} change={change} />
      {measures.state === "making" && <Making {...measures.making} what="Looking at every image" />}
      {code && <Code text={snippet} />}
    </section>
  );
}

function sortOptions({ predictions }: Collection): [Sort, string][] {
  const shown = measureKeys.filter((key) => key !== "confidence" || predictions !== undefined);
  return [
    ["index", "stored order"],
    ["reading", "reading order"],
    ["class", "class"],
    ["file", "file name"],
    ...shown.map((key): [Sort, string] => [key, measureNames[key].toLowerCase()]),
  ];
}

function answerOptions([first = "", second]: readonly string[]): [
  (typeof answers)[number],
  string,
][] {
  if (second === undefined) {
    return [
      ["right", "right"],
      ["wrong", "wrong"],
    ];
  }
  return [
    ["right", `${first} right`],
    ["wrong", `${first} wrong`],
    ["other-right", `${second} right`],
    ["other-wrong", `${second} wrong`],
    ["only-first", `only ${first} right`],
    ["only-second", `only ${second} right`],
    ["both-right", "both right"],
    ["both-wrong", "both wrong"],
    ["different", "they disagree"],
  ];
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly onChange: (value: T | undefined) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <label class={value === undefined ? undefined : "chosen"}>
      <span>{label}</span>
      <select
        value={value ?? ""}
        onChange={(event) => onChange((event.currentTarget.value || undefined) as T | undefined)}
      >
        <option value="">any</option>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ToggleProps {
  readonly pressed: boolean;
  readonly onClick: () => void;
  readonly children: preact.ComponentChildren;
}

function Toggle({ pressed, onClick, children }: ToggleProps) {
  return (
    <button type="button" class="toggle" aria-pressed={pressed} onClick={onClick}>
      {children}
    </button>
  );
}
