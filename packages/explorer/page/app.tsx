import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Documents } from "../src/documents.ts";
import { collectionOf } from "./collection.ts";
import { Detail } from "./detail.tsx";
import { Duplicates } from "./duplicates.tsx";
import { Filters } from "./filters.tsx";
import { useFirstPicture } from "./first-picture.ts";
import { Grid } from "./grid.tsx";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { Predictions } from "./predictions.tsx";
import { selectRows } from "./selection.ts";
import { known, useDocument } from "./source.ts";
import { type State, useAddress } from "./state.ts";
import { Statistics } from "./statistics.tsx";
import { handToView } from "./view-keys.ts";

interface AppProps {
  readonly index: Documents["index"];
  readonly classes: Documents["classes"];
}

export function App({ index, classes }: AppProps) {
  const [state, change] = useAddress();
  const [help, setHelp] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const begun = useFirstPicture();
  const sizes = useDocument("sizes", begun || needsSizes(state));
  const measures = useDocument("measures", needsPixels(state));
  const predictions = useDocument("predictions", index.models.length > 0);
  const collection = useMemo(
    () =>
      collectionOf(index, classes, {
        sizes: known(sizes),
        measures: known(measures),
        predictions: known(predictions),
        ...twoModels(state, index.models.length),
      }),
    [index, classes, sizes, measures, predictions, state.model, state.other],
  );
  // The open image and the looks are not part of what is selected: opening one must not sort 10,000 again.
  const { image, tab, tiles, fit, ...selecting } = state;
  const key = JSON.stringify(selecting);
  const rows = useSettled(useMemo(() => selectRows(collection, state), [collection, key]));

  // Before anything is seen: a key pressed as the page comes up counts.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement;
      if (event.ctrlKey || event.metaKey || event.altKey || typing || image !== undefined) return;
      if (handToView(event)) return;
      if (event.key === "/") search.current?.focus();
      else if (event.key === "?") setHelp(true);
      else if (event.key === "g") {
        change({ tab: "images", grouped: state.grouped ? undefined : "class" }, "replace");
      } else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [change, image, state.grouped]);

  const open = (row: number) => change({ image: index.index[row] });
  const shown = image === undefined ? undefined : collection.rowOf(image);
  return (
    <>
      <Header
        collection={collection}
        state={state}
        change={change}
        search={search}
        onHelp={() => setHelp(true)}
      />
      {tab === "images" && (
        <>
          <Filters
            collection={collection}
            state={state}
            change={change}
            rows={rows}
            measures={measures}
          />
          <Grid
            collection={collection}
            rows={rows}
            state={state}
            shown={shown}
            change={change}
            open={open}
          />
        </>
      )}
      {tab === "statistics" && (
        <Statistics collection={collection} measures={measures} change={change} open={open} />
      )}
      {tab === "duplicates" && <Duplicates collection={collection} open={open} />}
      {tab === "predictions" && (
        <Predictions collection={collection} loading={predictions} change={change} open={open} />
      )}
      {shown !== undefined && (
        <Detail collection={collection} row={shown} rows={rows} change={change} />
      )}
      {help && <Help close={() => setHelp(false)} />}
    </>
  );
}

/** Places of two different models, whatever the address says of how many. */
function twoModels(
  { model: asked, other }: State,
  count: number,
): { model: number; other: number } {
  const model = asked < count ? asked : 0;
  return { model, other: other !== model && other < count ? other : Number(model === 0) };
}

/** The same list as before where nothing in it changed: what came in since must not scroll it away. */
function useSettled(rows: readonly number[]): readonly number[] {
  const settled = useRef(rows);
  const before = settled.current;
  const same = before.length === rows.length && rows.every((row, at) => row === before[at]);
  if (!same) settled.current = rows;
  return settled.current;
}

/** Whether more is asked for than pictures in one of the orders that names give. */
function needsSizes({ tab, image, shape, sort, ranges }: State): boolean {
  const named = sort === "index" || sort === "reading" || sort === "class" || sort === "file";
  const plain = shape === undefined && named && Object.keys(ranges).length === 0;
  return tab !== "images" || image !== undefined || !plain;
}

/** Whether anything that is asked for needs every image decoded, which takes its time. */
function needsPixels({ tab, colour, sort, ranges }: State): boolean {
  const pixels = ["brightness", "colourfulness", "sharpness"] as const;
  return (
    tab === "statistics" ||
    colour !== undefined ||
    pixels.some((name) => sort === name || ranges[name] !== undefined)
  );
}
