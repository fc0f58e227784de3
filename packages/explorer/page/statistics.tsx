import { useMemo } from "preact/hooks";
import type { Documents } from "../src/documents.ts";
import { binned } from "./bins.ts";
import { type Collection, classNameOf, type Measure, type Row } from "./collection.ts";
import { Histogram } from "./histogram.tsx";
import { Making } from "./making.tsx";
import { formatMeasure, measureNames, measureNotes } from "./measures.ts";
import type { Loading } from "./source.ts";
import type { Change } from "./state.ts";
import { TileButton } from "./tile.tsx";

interface StatisticsProps {
  readonly collection: Collection;
  readonly measures: Loading<Documents["measures"]>;
  readonly change: Change;
  readonly open: (row: Row) => void;
}

const shown = [
  "width",
  "height",
  "aspect",
  "bytes",
  "brightness",
  "colourfulness",
  "sharpness",
] as const satisfies readonly Measure[];

/** How the images are spread, and those at the ends. */
export function Statistics({ collection, measures, change, open }: StatisticsProps) {
  const damaged = collection.measures?.damaged ?? collection.sizes?.damaged ?? [];
  return (
    <main class="page" tabIndex={-1}>
      <h2>Statistics</h2>
      <p class="note">Bars count images; choose one to see them.</p>
      {measures.state === "making" && <Making {...measures.making} what="Looking at every image" />}
      {measures.state === "failed" && <p role="alert">{measures.message}</p>}
      {damaged.length > 0 && (
        <section class="card wide" aria-label="Damaged images">
          <h3>Damaged</h3>
          <ul class="plain">
            {damaged.map(({ index, message }) => (
              <li key={index}>
                <button
                  type="button"
                  class="link"
                  onClick={() => open(collection.rowOf(index) as Row)}
                >
                  {message}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="cards">
        <PerClass collection={collection} change={change} />
        {shown.map((measure) => (
          <MeasureCard key={measure} {...{ measure, collection, change, open }} />
        ))}
      </div>
    </main>
  );
}

interface MeasureCardProps extends Omit<StatisticsProps, "measures"> {
  readonly measure: Measure;
}

const outliers = 4;

function MeasureCard({ measure, collection, change, open }: MeasureCardProps) {
  const known = useMemo(() => {
    const rows = collection.labels.map((_, row) => ({
      row,
      value: collection.measure(measure, row),
    }));
    return rows.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
  }, [collection, measure]);
  const bins = useMemo(() => binned(known.map(({ value }) => value)), [known]);
  const name = measureNames[measure];
  if (known.length === 0) return null;
  const median = known[known.length >> 1]?.value as number;
  return (
    <section class="card" aria-label={name}>
      <h3>{name}</h3>
      <p class="note">
        {measureNotes[measure]}
        <br />
        {formatMeasure(measure, known[0]?.value as number)} to{" "}
        {formatMeasure(measure, known.at(-1)?.value as number)}, median{" "}
        {formatMeasure(measure, median)}
      </p>
      <Histogram
        label={name}
        bins={bins}
        format={(value) => formatMeasure(measure, value)}
        onChoose={({ from, to }) => change({ tab: "images", ranges: { [measure]: [from, to] } })}
      />
      <div class="ends">
        <Ends {...{ collection, open, measure }} title="Lowest" ends={known.slice(0, outliers)} />
        <Ends
          {...{ collection, open, measure }}
          title="Highest"
          ends={known.slice(-outliers).reverse()}
        />
      </div>
    </section>
  );
}

interface EndsProps extends Pick<MeasureCardProps, "collection" | "open" | "measure"> {
  readonly title: string;
  readonly ends: readonly { row: Row; value: number }[];
}

function Ends({ collection, open, measure, title, ends }: EndsProps) {
  return (
    <div>
      <h4>{title}</h4>
      <div class="strip">
        {ends.map(({ row, value }) => (
          <figure key={row}>
            <TileButton collection={collection} row={row} open={open} />
            <figcaption>{formatMeasure(measure, value)}</figcaption>
          </figure>
        ))}
      </div>
    </div>
  );
}

function PerClass({ collection, change }: Pick<StatisticsProps, "collection" | "change">) {
  const counts = useMemo(() => {
    const found = new Map<number, number>();
    for (const label of collection.labels) found.set(label, (found.get(label) ?? 0) + 1);
    return [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }, [collection.labels]);
  const [most] = counts;
  const fewest = counts.at(-1);
  return (
    <section class="card" aria-label="Images per class">
      <h3>Images per class</h3>
      <p class="note">
        {counts.length}
        {counts.length < collection.classes.length && ` of ${collection.classes.length}`} classes,{" "}
        {fewest?.[1]} to {most?.[1]} images each
      </p>
      <div class="class-counts" tabIndex={0} role="region" aria-label="Classes by number of images">
        <ol class="plain">
          {counts.map(([label, count]) => (
            <li key={label}>
              <button
                type="button"
                class="link"
                onClick={() => change({ tab: "images", q: "", label })}
              >
                {classNameOf(collection, label)}
              </button>
              <meter value={count} max={most?.[1]} aria-label={`images of class ${label}`} />
              <small>{count}</small>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
