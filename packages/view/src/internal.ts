/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { chartStyle } from "./charts/draw.ts";
export { type FieldChart, fieldChart } from "./charts/field-chart.ts";
export { type RankDot, rankChart } from "./charts/rank-chart.ts";
export { type ReliabilityBar, reliabilityChart } from "./charts/reliability-chart.ts";
export { engineVersions } from "./engine-versions.ts";
export { dataUri, page } from "./html.ts";
