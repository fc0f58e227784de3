import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/**
 * Charts as SVG, without style of their own: a page's policy allows only one style sheet. A narrow screen
 * shrinks them, so their text is larger there.
 */
export const chartStyle = `
.plot { display: block; max-width: 100%; height: auto; background: none; font-family: inherit; font-size: 12px; --plot-background: #fbfbfa; }
.plot text, .plot tspan { white-space: pre; }
@media (max-width: 640px) { .plot[width="640"] { font-size: 20px; } }
`;

/** Of what is looked at. */
export const ours = "#cf222e";
/** Of what it is compared with. */
export const theirs = "#57606a";

/** A chart as an SVG element. */
export function draw(options: Plot.PlotOptions): string {
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
