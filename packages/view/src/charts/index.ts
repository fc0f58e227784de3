/**
 * The figures of reports. Not promised: it may change with any version. An entry of its own, as it loads the
 * hundred files of Observable Plot.
 *
 * @module
 */
export { chartStyle } from "./draw.ts";
export { type FieldChart, fieldChart } from "./field-chart.ts";
export { type RankDot, rankChart } from "./rank-chart.ts";
export { type ReliabilityBar, reliabilityChart } from "./reliability-chart.ts";
