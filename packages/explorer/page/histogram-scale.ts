import { type Bin, roundStep } from "./bins.ts";

/** A labelled place on an axis. */
interface Tick {
  readonly text: string;
  /** As a share of the axis's length. */
  readonly at: number;
}

const wantedTicks = 4;

/** Round values at the edges of bins; of several that read the same, the first. */
export function valueTicks(bins: readonly Bin[], format: (value: number) => string): Tick[] {
  const edges = bins.slice(1).map(({ from }, place) => ({
    value: from,
    text: format(from),
    at: (place + 1) / bins.length,
  }));
  const [first, last] = [edges[0]?.value, edges.at(-1)?.value];
  if (first === undefined || last === undefined) return [];
  const step = roundStep((last - first) / wantedTicks || 1);
  const isRound = (value: number) => Math.abs(value / step - Math.round(value / step)) < 1e-6;
  return edges
    .filter(({ value }) => isRound(value))
    .filter(({ text }, place, all) => text !== all[place - 1]?.text);
}

/** Round counts up to the most. */
export function countTicks(most: number): Tick[] {
  const step = Math.max(roundStep(most / 3), 1);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, place) => ({
    text: (place * step).toLocaleString("en"),
    at: (place * step) / most,
  }));
}
