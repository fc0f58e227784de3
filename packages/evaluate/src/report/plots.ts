import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { percent } from "../certainty/in-words.ts";
import { probitFit } from "../field/fit.ts";
import { publishedField } from "../field/published.ts";
import type { Place } from "../field/rank.ts";
import type { Calibration } from "../scores/calibration.ts";
import type { ClassScore } from "../scores/per-class.ts";
import { className } from "./tables.ts";

/**
 * Charts as SVG, without style of their own: a page's policy allows only one style sheet. A narrow screen
 * shrinks them, so their text is larger there.
 */
export const plotStyle = `
.plot { display: block; max-width: 100%; height: auto; background: none; font-family: inherit; font-size: 12px; --plot-background: #fbfbfa; }
.plot text, .plot tspan { white-space: pre; }
@media (max-width: 640px) { .plot[width="640"] { font-size: 20px; } }
`;

const ours = "#cf222e";
const theirs = "#57606a";

/** Validation accuracy against V2's: the published models, the line through the paper's, and this one. */
export function fieldPlot(place: Place, name: string): string {
  const models = publishedField(place.variant, place.encoding);
  // Below are models trained on a few images a class, which would squeeze the others together.
  const inView = models.filter(({ val }) => val > Math.min(0.5, (place.val ?? 1) - 0.05));
  const fit = probitFit(models);
  const low = Math.min(...inView.map(({ val }) => val), place.val ?? 1);
  const high = Math.max(...inView.map(({ val }) => val), place.val ?? 0);
  const line = Array.from({ length: 60 }, (_, i) => {
    const val = low + ((high - low) * i) / 59;
    return { val, v2: fit.predict(val) };
  });
  const { val, top1 } = place;
  // Without a validation accuracy the model is a line across.
  const own = [{ val: val ?? low, v2: top1 }];
  const isLeft = (val ?? low) < (low + high) / 2;
  return draw({
    height: 460,
    ariaLabel: `Accuracy on ${place.variant} against accuracy on the validation set, of published models and of this one`,
    x: { label: "top-1 on the original validation set (%)", percent: true, grid: true },
    y: { label: `top-1 on ${place.variant} (%)`, percent: true, grid: true },
    marks: [
      Plot.line([{ at: low }, { at: high }], { x: "at", y: "at", stroke: "#d0d7de" }),
      Plot.line(line, { x: "val", y: "v2", stroke: theirs, strokeDasharray: "4 3" }),
      Plot.dot(inView, {
        x: "val",
        y: "v2",
        r: 2.5,
        fill: theirs,
        fillOpacity: (model: { inPaper: boolean }) => (model.inPaper ? 0.9 : 0.25),
        title: (model: { name: string; val: number; v2: number }) =>
          `${model.name}\nvalidation ${percent(model.val)}, V2 ${percent(model.v2)}`,
      }),
      val === undefined
        ? Plot.ruleY([top1], { stroke: ours, strokeWidth: 1.5 })
        : Plot.dot(own, { x: "val", y: "v2", r: 5, fill: ours, title: () => name }),
      // In the empty space between the two lines, or before the first model.
      Plot.text(own, {
        ...{ x: "val", y: "v2", text: () => name, textOverflow: "ellipsis-end", lineWidth: 20 },
        ...{ textAnchor: isLeft ? "start" : "end", dx: isLeft ? 4 : -8, dy: -12 },
        ...{ fill: ours, fontWeight: 600, stroke: "#fbfbfa", strokeWidth: 4 },
      }),
    ],
  });
}

/** How often the model is right when it is so sure; on the diagonal its confidence is honest. */
export function reliabilityPlot({ bins }: Calibration): string {
  const filled = bins.filter(({ n }) => n > 0);
  return draw({
    width: 420,
    height: 420,
    ariaLabel: "How often it is right against how sure it is",
    x: { label: "confidence (%)", percent: true, domain: [0, 100] },
    y: { label: "right (%)", percent: true, domain: [0, 100], grid: true },
    marks: [
      Plot.rectY(filled, {
        x1: "from",
        x2: "to",
        y: "accuracy",
        fill: "#9ec5fe",
        title: ({ n, accuracy, confidence }: (typeof filled)[number]) =>
          `${n} images: ${percent(accuracy)} right, ${percent(confidence)} sure`,
      }),
      Plot.line([{ at: 0 }, { at: 1 }], {
        x: "at",
        y: "at",
        stroke: theirs,
        strokeDasharray: "4 3",
      }),
      Plot.dot(filled, { x: "confidence", y: "accuracy", r: 3, fill: ours }),
      Plot.ruleY([0]),
    ],
  });
}

/** Every class as a dot, the worst to the left. */
export function classPlot(perClass: readonly ClassScore[]): string {
  const rows = perClass
    .map((each) => ({ ...each, share: each.top1Correct / each.n }))
    .sort((a, b) => a.share - b.share || a.label - b.label)
    .map((each, rank) => ({ ...each, rank: rank + 1 }));
  return draw({
    height: 260,
    ariaLabel: "Accuracy of each class",
    x: { label: "classes, by accuracy" },
    y: { label: "top-1 (%)", percent: true, domain: [0, 100], grid: true },
    marks: [
      Plot.dot(rows, {
        x: "rank",
        y: "share",
        r: 2,
        fill: theirs,
        title: ({ label, top1Correct, n }: (typeof rows)[number]) =>
          `${className(label)}: ${top1Correct} of ${n}`,
      }),
      Plot.ruleY([0]),
    ],
  });
}

function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<html></html>");
  const chart = Plot.plot({
    width: 640,
    marginTop: 32,
    marginLeft: 48,
    marginRight: 28,
    marginBottom: 48,
    ...options,
    className: "plot",
    style: { fontFamily: "inherit" },
    document: document as unknown as NonNullable<Plot.PlotOptions["document"]>,
  });
  for (const style of chart.querySelectorAll("style")) style.remove();
  chart.removeAttribute("style");
  return chart.outerHTML;
}
