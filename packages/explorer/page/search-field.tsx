import type { RefObject } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { type Collection, codeOf, namesOf } from "./collection.ts";
import { SearchIcon } from "./icons.tsx";
import { findClasses } from "./search.ts";
import type { Change, State } from "./state.ts";
import { enterView } from "./view-keys.ts";

const mostSuggestions = 8;

/** What one may search for, of the image in the middle. */
function exampleOf({ classes, labels, index }: Collection): string {
  const middle = labels.length >> 1;
  const { name, wnid, index: label } = classes[labels[middle] ?? 0] ?? {};
  const number = index.index[middle];
  return [name, wnid, label, number === undefined ? undefined : `#${number}`]
    .filter((each) => each !== undefined)
    .join(", ");
}

interface SearchProps {
  readonly collection: Collection;
  readonly state: State;
  readonly change: Change;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** A field that finds while one types, and offers the classes that the words may mean. */
export function Search({ collection, state, change, field }: SearchProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const example = useMemo(() => exampleOf(collection), [collection.classes, collection.labels]);
  const occurring = useMemo(() => new Set(collection.labels), [collection.labels]);
  const found = open
    ? findClasses(collection.classes, state.q)
        .filter(({ index }) => occurring.has(index))
        .slice(0, mostSuggestions)
    : [];
  const choose = (label: number) => {
    setOpen(false);
    change({ tab: "images", q: "", label });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    // From the last suggestion, or without any, on into the view.
    if (event.key === "ArrowDown" && active === found.length - 1) {
      event.preventDefault();
      enterView();
    } else if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setActive((active + step + found.length + (active < 0 && step < 0 ? 1 : 0)) % found.length);
    } else if (event.key === "Enter") {
      const chosen = found[active];
      if (chosen !== undefined) choose(chosen.index);
      setOpen(false);
    } else if (event.key === "Escape") {
      if (open && found.length > 0) setOpen(false);
      else change({ q: "" }, "replace");
    }
  };
  return (
    <div class="search" role="search">
      <SearchIcon />
      <input
        ref={field}
        type="search"
        role="combobox"
        aria-label="Search classes, WordNet ids, file names, #numbers"
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        list={undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={example}
        value={state.q}
        onInput={(event) => {
          setOpen(true);
          setActive(-1);
          change({ tab: "images", q: event.currentTarget.value }, "replace");
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
      <div
        id={id}
        role="listbox"
        aria-label="Classes"
        class="suggestions"
        hidden={found.length === 0}
      >
        {found.map((each, at) => (
          <div
            key={each.index}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            // Before the field loses the focus, which closes the list.
            onPointerDown={(event) => {
              event.preventDefault();
              choose(each.index);
            }}
          >
            <span>{namesOf(each).join(", ")}</span>
            <small>{codeOf(each)}</small>
          </div>
        ))}
      </div>
    </div>
  );
}
