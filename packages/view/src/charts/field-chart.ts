import * as Plot from "@observablehq/plot";
import { draw, ours, theirs } from "./draw.ts";

/** Models in the plane of two accuracies, and those that are looked at among them. Accuracies are shares, 0 to 1. */
export interface FieldChart {
  readonly ariaLabel: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly models: readonly {
    readonly x: number;
    readonly y: number;
    /** Shown where it is pointed at. */
    readonly title: string;
    /** Drawn darker than the rest. */
    readonly isStrong: boolean;
  }[];
  /** Fitted to the models, from left to right. */
  readonly line: readonly { readonly x: number; readonly y: number }[];
  /** Those that are looked at. Without `x` one is a line across. */
  readonly own: readonly OwnModel[];
}

interface OwnModel {
  readonly x: number | undefined;
  readonly y: number;
  readonly name: string;
  /** Written beside it. */
  readonly label: string;
}

/** One accuracy against another: the models, the line through them, and those that are looked at. */
export function fieldChart({ ariaLabel, xLabel, yLabel, models, line, own }: FieldChart): string {
  const across = [...models.map(({ x }) => x), ...line.map(({ x }) => x)];
  const [low, high] = [Math.min(...across), Math.max(...across)];
  const placed = own.map((model) => ({ ...model, x: model.x ?? low }));
  const isLeft = ({ x }: { x: number }) => x < (low + high) / 2;
  return draw({
    height: 460,
    ariaLabel,
    x: { label: xLabel, percent: true, grid: true },
    y: { label: yLabel, percent: true, grid: true },
    marks: [
      Plot.line([{ at: low }, { at: high }], { x: "at", y: "at", stroke: "#d0d7de" }),
      Plot.line(line, { x: "x", y: "y", stroke: theirs, strokeDasharray: "4 3" }),
      Plot.dot(models, {
        x: "x",
        y: "y",
        r: 2.5,
        fill: theirs,
        fillOpacity: ({ isStrong }: FieldChart["models"][number]) => (isStrong ? 0.9 : 0.25),
        title: "title",
      }),
      Plot.ruleY(
        own.filter(({ x }) => x === undefined),
        { y: "y", stroke: ours, strokeWidth: 1.5, title: "name" },
      ),
      Plot.dot(
        own.filter(({ x }) => x !== undefined),
        { x: "x", y: "y", r: 5, fill: ours, title: "name" },
      ),
      // In the empty space between the two lines, or before the first model.
      ...[true, false].map((left) =>
        Plot.text(
          placed.filter((model) => isLeft(model) === left),
          {
            ...{ x: "x", y: "y", text: "label", textOverflow: "ellipsis-end", lineWidth: 20 },
            ...{ textAnchor: left ? "start" : "end", dx: left ? 4 : -8, dy: -12 },
            ...{ fill: ours, fontWeight: 600, stroke: "#fbfbfa", strokeWidth: 4 },
          } as const,
        ),
      ),
    ],
  });
}
