import type { Provenance } from "@imagenet-v2/core";
import type { RefObject } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { type Collection, codeOf, namesOf } from "./collection.ts";
import { HelpIcon, SearchIcon, ThemeIcon } from "./icons.tsx";
import { findClasses } from "./search.ts";
import type { Change, State, Tab } from "./state.ts";
import { switchTheme } from "./theme.ts";
import { enterView } from "./view-keys.ts";

interface HeaderProps {
  readonly collection: Collection;
  readonly state: State;
  readonly change: Change;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onHelp: () => void;
}

const tabNames: Readonly<Record<Tab, string>> = {
  images: "Images",
  statistics: "Statistics",
  duplicates: "Near-duplicates",
  predictions: "Predictions",
};

/** What is known of the data. */
const provenances: Readonly<Record<Provenance, string>> = {
  published: "The published archive, by its checksum.",
  complete: "All images of the dataset by name; not verified as the published archive.",
  partial: "Only some of the dataset's images: scores on them are not comparable.",
  sample: "67 crops of seven photographs to try things on, not ImageNetV2.",
  custom: "Your own images, not a published dataset.",
};

export function Header({ collection, state, change, search, onHelp }: HeaderProps) {
  const { name, provenance, source, models } = collection.index;
  const shown = (Object.keys(tabNames) as Tab[]).filter(
    (tab) => tab !== "predictions" || models.length > 0,
  );
  return (
    <header class="header">
      <button type="button" class="skip" onClick={enterView}>
        {state.tab === "images" ? "Skip to the images" : "Skip to the content"}
      </button>
      <div class="brand">
        <h1 title={source}>{provenance === "sample" ? "sample" : name}</h1>
        <p class="note">
          {provenance !== "sample" && provenance !== name && <b>{provenance}: </b>}
          {provenances[provenance]}
        </p>
      </div>
      <Search collection={collection} state={state} change={change} field={search} />
      <nav aria-label="Views">
        {shown.map((tab) => (
          <a
            key={tab}
            href={`#${tab}`}
            aria-current={state.tab === tab ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              change({ tab, image: undefined });
            }}
          >
            {tabNames[tab]}
          </a>
        ))}
      </nav>
      <div class="tools">
        <button type="button" class="icon" onClick={switchTheme} aria-label="Switch light and dark">
          <ThemeIcon />
        </button>
        <button type="button" class="icon" onClick={onHelp} aria-label="Keyboard shortcuts">
          <HelpIcon />
        </button>
      </div>
    </header>
  );
}

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

/** A field that finds while one types, and offers the classes that the words may mean. */
function Search({
  collection,
  state,
  change,
  field,
}: Pick<HeaderProps, "collection" | "state" | "change"> & { field: HeaderProps["search"] }) {
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
