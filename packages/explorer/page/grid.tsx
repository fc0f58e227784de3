import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Collection, classOf, nameOf, type Row } from "./collection.ts";
import { margin, useScroll, useSize } from "./frame.ts";
import { Heading } from "./heading.tsx";
import {
  gap,
  type Layout,
  layOut,
  moved,
  type Stripe,
  stripeAt,
  stripeOf,
  wantedSide,
} from "./layout.ts";
import { groupsOf } from "./selection.ts";
import { type Change, noFilters, type State } from "./state.ts";
import { Caption, mistakeOf, Thumbnail, Verdicts } from "./tile.tsx";
import { movingKeys, openingKeys } from "./view-keys.ts";

interface GridProps {
  readonly collection: Collection;
  readonly rows: readonly Row[];
  readonly state: Pick<State, "grouped" | "tiles" | "fit">;
  /** The image whose details are open. */
  readonly shown: Row | undefined;
  readonly change: Change;
  readonly open: (row: Row) => void;
}

/** Any number of images, of which only those in sight are in the document. */
export function Grid({ collection, rows, state, shown, change, open }: GridProps) {
  const frame = useRef<HTMLElement>(null);
  const { width, height } = useSize(frame);
  const [top, flying] = useScroll(frame);
  const [cursor, setCursor] = useState(0);
  const { grouped, tiles, fit } = state;
  const layout = useMemo(() => {
    const group = groupsOf(collection, grouped);
    return layOut(rows, width, wantedSide(tiles, width), group, grouped !== "class");
  }, [rows, width, tiles, grouped, collection.labels]);
  const place = Math.min(cursor, Math.max(rows.length - 1, 0));

  // Another selection begins at its beginning.
  useLayoutEffect(() => {
    setCursor(0);
    frame.current?.scrollTo(0, 0);
  }, [rows]);
  // The same selection in other tiles is still at the same images.
  const laid = useRef(layout);
  useLayoutEffect(() => {
    const [before, element] = [laid.current, frame.current as HTMLElement];
    laid.current = layout;
    if (before === layout || element.scrollTop === 0) return;
    const first = before.stripes[stripeAt(before, element.scrollTop)]?.from ?? 0;
    element.scrollTo(0, layout.stripes[stripeOf(layout, first)]?.top ?? 0);
  }, [layout]);

  const focus = (next: number) => {
    setCursor(next);
    const stripe = layout.stripes[stripeOf(layout, next)] as Stripe;
    const element = frame.current as HTMLElement;
    if (stripe.top < element.scrollTop) element.scrollTo(0, stripe.top);
    const over = stripe.top + stripe.height + gap * 2 - element.scrollTop - height;
    if (over > 0) element.scrollBy(0, over);
    // The tile is drawn with the next frame.
    const focusTile = () =>
      element.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus({ preventScroll: true });
    requestAnimationFrame(() => requestAnimationFrame(focusTile));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (rows.length === 0) return;
    if (event.target === frame.current && openingKeys.test(event.key)) {
      event.preventDefault();
      open(rows[place] as Row);
    }
    if (!movingKeys.test(event.key)) return;
    event.preventDefault();
    const page = Math.max(1, Math.floor(height / layout.side) - 1);
    focus(moved(layout, place, event.key, page));
  };

  // Whoever closes an image is at its tile, also after having stepped on to others.
  const before = useRef(shown);
  useEffect(() => {
    const closed = shown === undefined ? before.current : undefined;
    before.current = shown;
    const at = closed === undefined ? -1 : rows.indexOf(closed);
    if (at >= 0) focus(at);
  });

  const beyond = flying ? 0 : margin;
  const from = stripeAt(layout, top - beyond);
  const to = stripeAt(layout, top + height + beyond) + 1;
  const drawn = layout.stripes.slice(from, to);
  // One tile in the document is in the order of tabs, though the cursor may be scrolled away.
  const [firstDrawn = 0, endDrawn = 0] = [drawn[0]?.from, drawn.at(-1)?.to];
  const tabbed = place >= firstDrawn && place < endDrawn ? place : firstDrawn;
  return (
    <main ref={frame} class="frame" tabIndex={-1} onKeyDown={onKeyDown}>
      {rows.length === 0 && <Nothing change={change} />}
      <div
        class={`grid ${fit}`}
        role="grid"
        aria-label="Images"
        aria-rowcount={layout.stripes.length}
        aria-colcount={layout.columns}
        style={{ height: `${layout.height}px` }}
        hidden={rows.length === 0}
      >
        {width > 0 &&
          drawn.map((stripe, at) => (
            <StripeRow
              key={from + at}
              number={from + at}
              {...{ stripe, layout, collection, rows, grouped, tabbed, flying, change, open }}
              setCursor={setCursor}
            />
          ))}
      </div>
    </main>
  );
}

function Nothing({ change }: Pick<GridProps, "change">) {
  return (
    <div class="notice">
      <p>No images match.</p>
      <button type="button" onClick={() => change(noFilters)}>
        Show all images
      </button>
    </div>
  );
}

interface StripeProps extends Omit<GridProps, "state" | "shown"> {
  readonly grouped: State["grouped"];
  readonly number: number;
  readonly stripe: Stripe;
  readonly layout: Layout;
  /** The place that is in the order of tabs. */
  readonly tabbed: number;
  readonly flying: boolean;
  readonly setCursor: (place: number) => void;
}

function StripeRow(props: StripeProps) {
  const { stripe, layout, rows, number } = props;
  const style = { transform: `translateY(${stripe.top}px)`, height: `${stripe.height}px` };
  if (stripe.group !== undefined) {
    return (
      <div class="stripe heading" role="row" aria-rowindex={number + 1} style={style}>
        <div role="gridcell" aria-colspan={layout.columns}>
          <Heading {...props} group={stripe.group} count={stripe.count ?? 0} />
        </div>
      </div>
    );
  }
  const places = Array.from({ length: stripe.to - stripe.from }, (_, at) => stripe.from + at);
  return (
    <div class="stripe" role="row" aria-rowindex={number + 1} style={style}>
      {places.map((place) => (
        <Tile key={rows[place]} {...props} at={place} row={rows[place] as Row} />
      ))}
    </div>
  );
}

function Tile(props: StripeProps & { row: Row; at: number }) {
  const { collection, row, at, tabbed, layout, stripe, flying, open, setCursor } = props;
  // A tile that was drawn in flight keeps its place empty until the landing.
  const seen = useRef(false);
  seen.current ||= !flying;
  const side = `${layout.side}px`;
  const mistake = mistakeOf(collection, row);
  const taken = mistake === undefined ? "" : `, taken for ${mistake.filter(Boolean).join(", ")}`;
  return (
    <div
      role="gridcell"
      class="cell"
      data-place={at}
      aria-colindex={at - stripe.from + 1}
      aria-label={`${nameOf(collection, row)}${taken}`}
      tabIndex={at === tabbed ? 0 : -1}
      style={{ width: side }}
      title={`${classOf(collection, row).name} · #${collection.index.index[row]}${taken}`}
      onFocus={() => setCursor(at)}
      onClick={() => open(row)}
      onKeyDown={(event) => {
        if (!openingKeys.test(event.key)) return;
        event.preventDefault();
        open(row);
      }}
    >
      <span class="tile" style={{ height: side }}>
        {seen.current && <Thumbnail collection={collection} row={row} />}
        <Verdicts collection={collection} row={row} />
      </span>
      {layout.captions && <Caption collection={collection} row={row} />}
    </div>
  );
}
