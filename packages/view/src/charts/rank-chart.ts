import * as Plot from "@observablehq/plot";
import { draw, theirs } from "./draw.ts";

/** One of many, with a share from 0 to 1. */
export interface RankDot {
  readonly share: number;
  /** Shown where it is pointed at. */
  readonly title: string;
}

/** Everything as a dot, in the order given. */
export function rankChart(
  dots: readonly RankDot[],
  labels: { readonly ariaLabel: string; readonly x: string; readonly y: string },
): string {
  return draw({
    height: 260,
    ariaLabel: labels.ariaLabel,
    x: { label: labels.x },
    y: { label: labels.y, percent: true, domain: [0, 100], grid: true },
    marks: [
      Plot.dot(
        dots.map((each, i) => ({ ...each, rank: i + 1 })),
        { x: "rank", y: "share", r: 2, fill: theirs, title: "title" },
      ),
      Plot.ruleY([0]),
    ],
  });
}
