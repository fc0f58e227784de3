import type { Measurement } from "./measurement.ts";

/** All rounds of one contender. */
export interface Row {
  readonly name: string;
  readonly rates: readonly number[];
  /** To the neighbouring runs of what it is compared with; empty without that. */
  readonly ratios: readonly number[];
  /** The same, of images for each second of the CPU: steadier where others use the cores. */
  readonly cpuRatios: readonly number[];
  readonly cpuMilliseconds: readonly number[];
  readonly peakMegabytes: readonly number[];
}

export function rate({ images, seconds }: Measurement): number {
  return images / seconds;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The rows as a Markdown table: medians, and in brackets the least and the most. */
export function table(rows: readonly Row[], compared: string): string {
  const head = ["", "images/s", `ratio to ${compared}`, "of CPU time", "CPU ms/image", "peak MB"];
  const lines = rows.map((row) => [
    row.name,
    spread(row.rates, 0),
    spread(row.ratios, 2),
    spread(row.cpuRatios, 2),
    spread(row.cpuMilliseconds, 2, false),
    row.peakMegabytes.length === 0 ? "" : Math.max(...row.peakMegabytes).toFixed(0),
  ]);
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The median, and in brackets the least and the most. */
export function spread(values: readonly number[], digits: number, range = true): string {
  if (values.length === 0) return "";
  const shown = median(values).toFixed(digits);
  if (!range || values.length === 1) return shown;
  return `${shown} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}

/** As {@link spread}, of how often these ratios go into one: ours to theirs in place of theirs to ours. */
export function multiple(ratios: readonly number[]): string {
  return spread(
    ratios.map((ratio) => 1 / ratio),
    2,
  );
}
