import type { Row } from "./collection.ts";
import type { TileSize } from "./state.ts";

/** A stripe of the grid: a heading over a group, or images side by side. */
export interface Stripe {
  readonly top: number;
  readonly height: number;
  /** Set for a heading: what its images have in common. */
  readonly group?: number;
  /** How many images follow this heading. */
  readonly count?: number;
  /** Place in the selection of its first image, and behind its last. */
  readonly from: number;
  readonly to: number;
}

export interface Layout {
  readonly stripes: readonly Stripe[];
  readonly columns: number;
  /** Whether captions name the classes below the tiles. */
  readonly captions: boolean;
  /** Side of a tile in CSS pixels. */
  readonly side: number;
  readonly height: number;
}

export const gap = 8;
const captionHeight = 22;
const headingHeight = 52;
/** Of the first one, which has nothing above it. */
const firstHeadingHeight = 34;

/** Sides of tiles in CSS pixels, on a wide screen and on a phone. */
const sides: Readonly<Record<TileSize, readonly [wide: number, narrow: number]>> = {
  small: [96, 76],
  medium: [152, 104],
  large: [248, 168],
};

export function wantedSide(tiles: TileSize, width: number): number {
  const [wide, narrow] = sides[tiles];
  return width < 600 ? narrow : wide;
}

/** Lays rows out in as many columns as fit, tiles stretched to fill the width. */
export function layOut(
  rows: readonly Row[],
  width: number,
  wanted: number,
  group: ((row: Row) => number) | undefined,
  captions: boolean,
): Layout {
  const columns = Math.max(2, Math.round((width + gap) / (wanted + gap)));
  const side = Math.floor((width - gap * (columns - 1)) / columns);
  const tileHeight = side + (captions ? captionHeight : 0) + gap;
  const stripes: Stripe[] = [];
  let top = 0;
  for (let from = 0; from < rows.length; ) {
    let end = rows.length;
    if (group !== undefined) {
      const its = group(rows[from] as Row);
      end = from + 1;
      while (end < rows.length && group(rows[end] as Row) === its) end++;
      const height = top === 0 ? firstHeadingHeight : headingHeight;
      stripes.push({ top, height, group: its, count: end - from, from, to: from });
      top += height;
    }
    for (; from < end; from += columns) {
      stripes.push({ top, height: tileHeight, from, to: Math.min(from + columns, end) });
      top += tileHeight;
    }
    from = end;
  }
  return { stripes, columns, captions, side, height: top };
}

/** The first stripe that ends below a height. */
export function stripeAt({ stripes }: Layout, y: number): number {
  let low = 0;
  let high = stripes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { top, height } = stripes[middle] as Stripe;
    if (top + height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The stripe that an image of the selection lies in. */
export function stripeOf({ stripes }: Layout, place: number): number {
  let low = 0;
  let high = stripes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stripes[middle] as Stripe).to <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where an arrow key leads from a place of the selection. */
export function moved(layout: Layout, place: number, key: string, page: number): number {
  const last = (layout.stripes.at(-1)?.to ?? 1) - 1;
  const clamp = (to: number) => Math.min(Math.max(to, 0), last);
  if (key === "ArrowLeft") return clamp(place - 1);
  if (key === "ArrowRight") return clamp(place + 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  const at = stripeOf(layout, place);
  const column = place - (layout.stripes[at] as Stripe).from;
  const down = key === "ArrowDown" || key === "PageDown";
  let steps = key.startsWith("Page") ? page : 1;
  let to = at;
  for (let next = at; steps > 0; ) {
    next += down ? 1 : -1;
    const stripe = layout.stripes[next];
    if (stripe === undefined) break;
    if (stripe.group !== undefined) continue;
    to = next;
    steps--;
  }
  const { from, to: end } = layout.stripes[to] as Stripe;
  return to === at ? place : Math.min(from + column, end - 1);
}
