import * as Plot from "@observablehq/plot";
import { draw, ours, theirs } from "./draw.ts";

/** The images of one range of confidence. All but `title` are shares, 0 to 1. */
export interface ReliabilityBar {
  readonly from: number;
  readonly to: number;
  readonly accuracy: number;
  readonly confidence: number;
  /** Shown where it is pointed at. */
  readonly title: string;
}

/** How often a model is right when it is so sure; on the diagonal its confidence is honest. */
export function reliabilityChart(bars: readonly ReliabilityBar[]): string {
  return draw({
    width: 420,
    height: 420,
    ariaLabel: "How often it is right against how sure it is",
    x: { label: "confidence (%)", percent: true, domain: [0, 100] },
    y: { label: "right (%)", percent: true, domain: [0, 100], grid: true },
    marks: [
      Plot.rectY(bars, { x1: "from", x2: "to", y: "accuracy", fill: "#9ec5fe", title: "title" }),
      Plot.line([{ at: 0 }, { at: 1 }], {
        x: "at",
        y: "at",
        stroke: theirs,
        strokeDasharray: "4 3",
      }),
      Plot.dot(bars, { x: "confidence", y: "accuracy", r: 3, fill: ours }),
      Plot.ruleY([0]),
    ],
  });
}
