export interface Bin {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly count: number;
}

const wantedBins = 24;

/** Bins of equal and round width; the outermost hundredth on either side shares the last bin there. */
export function binned(sorted: readonly number[]): Bin[] {
  const [low, high] = [0, 1].map((end) => sorted[Math.round(end * (sorted.length - 1))]);
  if (low === undefined || high === undefined) return [];
  const edge = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  const step = roundStep((edge(0.99) - edge(0.01)) / wantedBins || 1);
  const first = Math.floor(edge(0.01) / step);
  const last = Math.max(first, Math.floor(edge(0.99) / step));
  const counts = new Array<number>(last - first + 1).fill(0);
  for (const value of sorted) {
    const at = Math.min(Math.max(Math.floor(value / step), first), last) - first;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts.map((count, at) => ({
    from: at === 0 ? Math.min(rounded((first + at) * step), low) : rounded((first + at) * step),
    to: first + at === last ? next(high, step) : rounded((first + at + 1) * step),
    count,
  }));
}

/** 1, 2 or 5 times a power of ten. */
export function roundStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return power * ([1, 2, 5].find((each) => each * power >= width) ?? 10);
}

/** The first round value above the highest. */
function next(high: number, step: number): number {
  return rounded((Math.floor(high / step) + 1) * step);
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
