import type { Provenance } from "@imagenet-v2/core";
import type { RefObject } from "preact";
import type { Collection } from "./collection.ts";
import { HelpIcon, ThemeIcon } from "./icons.tsx";
import { Search } from "./search-field.tsx";
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
