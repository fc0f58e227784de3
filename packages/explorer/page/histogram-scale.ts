import type { Bin } from "./bins.ts";
import { roundStep } from "./bins.ts";

/** A labelled place on an axis, as a share of its length. */
export interface Tick {
  readonly value: number;
  readonly at: number;
}

const wantedTicks = 4;

/** Round values at the edges of bins. */
export function valueTicks(bins: readonly Bin[]): Tick[] {
  const edges = bins.slice(1).map(({ from }, place) => ({
    value: from,
    at: (place + 1) / bins.length,
  }));
  const [first, last] = [edges[0]?.value, edges.at(-1)?.value];
  if (first === undefined || last === undefined) return [];
  const step = roundStep((last - first) / wantedTicks || 1);
  const isRound = (value: number) => Math.abs(value / step - Math.round(value / step)) < 1e-6;
  return edges.filter(({ value }) => isRound(value));
}

/** Round counts up to the most. */
export function countTicks(most: number): Tick[] {
  const step = Math.max(roundStep(most / 3), 1);
  const count = Math.floor(most / step);
  return Array.from({ length: count + 1 }, (_, place) => ({
    value: place * step,
    at: (place * step) / most,
  }));
}
