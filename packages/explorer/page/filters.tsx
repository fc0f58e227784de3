import { useMemo, useState } from "preact/hooks";
import type { Documents } from "../src/documents.ts";
import { Chips } from "./chips.tsx";
import { Choice, Pick } from "./choice.tsx";
import { Code } from "./code.tsx";
import type { Collection, Row } from "./collection.ts";
import { Making } from "./making.tsx";
import { measureNames } from "./measures.ts";
import { ModelChoices } from "./model-choices.tsx";
import { snippetFor } from "./snippet.ts";
import type { Loading } from "./source.ts";
import {
  type Change,
  colours,
  measures as measureKeys,
  type Sort,
  type State,
  shapes,
  tileSizes,
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
        {collection.kinds.length > 1 && (
          <Choice
            label="Kind"
            none="any kind"
            value={state.kind}
            options={collection.kinds.map((kind) => [kind, kind])}
            onChange={(kind) => change({ kind })}
          />
        )}
        <Choice
          label="Shape"
          none="any shape"
          value={state.shape}
          options={shapes.map((shape) => [shape, shape])}
          onChange={(shape) => change({ shape })}
        />
        <Choice
          label="Colour"
          none="any colour"
          value={state.colour}
          options={colours.map((colour) => [colour, colour])}
          onChange={(colour) => change({ colour })}
        />
        <ModelChoices collection={collection} state={state} change={change} />
        <Pick
          label="Sort"
          value={state.sort}
          options={sortOptions(collection)}
          onChange={(sort) => change({ sort })}
        />
        <Toggle
          pressed={state.descending}
          onClick={() => change({ descending: !state.descending })}
        >
          {state.descending ? "↓" : "↑"}
          <span class="sr-only"> descending</span>
        </Toggle>
        <Choice
          label="Group"
          none="no groups"
          value={state.grouped}
          options={groupOptions(collection)}
          onChange={(grouped) => change({ grouped })}
        />
        <Pick
          label="Tiles"
          quiet
          value={state.tiles}
          options={tileSizes.map((size) => [size, `${size} tiles`])}
          onChange={(tiles) => change({ tiles }, "replace")}
        />
        <Toggle
          pressed={state.fit === "whole"}
          onClick={() => change({ fit: state.fit === "whole" ? "crop" : "whole" }, "replace")}
        >
          Whole pictures
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

function sortOptions({ predictions, reordered }: Collection): [Sort, string][] {
  const shown = measureKeys.filter((key) => key !== "confidence" || predictions !== undefined);
  return [
    ...(reordered
      ? ([
          ["index", "stored order"],
          ["reading", "reading order"],
        ] satisfies [Sort, string][])
      : ([["index", "number"]] satisfies [Sort, string][])),
    ["class", "class"],
    ["file", "file name"],
    ...shown.map((key): [Sort, string] => [key, measureNames[key].toLowerCase()]),
  ];
}

function groupOptions({ kinds }: Collection): [NonNullable<State["grouped"]>, string][] {
  const kind: [NonNullable<State["grouped"]>, string][] = [["kind", "by kind"]];
  return [["class", "by class"], ...(kinds.length > 1 ? kind : [])];
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
