import * as Plot from "@observablehq/plot";
import { SvgDocument, type SvgElement } from "./svg-document.ts";

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
  const chart = Plot.plot({
    width: 640,
    marginTop: 32,
    marginLeft: 48,
    marginRight: 28,
    marginBottom: 48,
    ...options,
    className: "plot",
    document: new SvgDocument() as unknown as NonNullable<Plot.PlotOptions["document"]>,
  });
  return (chart as unknown as SvgElement).outerHTML;
}
