import { median, type Row } from "./table.ts";

interface Figure {
  readonly unit: string;
  of(row: Row): number;
}

interface Goal {
  readonly stage: string;
  readonly figure: Figure;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const speed: Figure = { unit: "images/s", of: ({ rates }) => median(rates) };
const toC: Figure = { unit: "× C", of: ({ ratios }) => median(ratios) };
const toNode: Figure = { ...toC, unit: "× Node" };
const memory: Figure = { unit: "MB", of: ({ peakMegabytes }) => Math.max(...peakMegabytes) };
const wait: Figure = { unit: "ms", of: ({ rates }) => 1000 / median(rates) };

/** What we ask of ourselves on two cores. */
const goals: readonly Goal[] = [
  { stage: "bytes, by position", figure: speed, atLeast: 50_000 },
  { stage: "decode", figure: toC, atLeast: 1.1 },
  { stage: "batches, 2 workers", figure: toC, atLeast: 0.85 },
  { stage: "batches, 2 workers, reuse", figure: toC, atLeast: 0.85 },
  { stage: "cached, 2 workers", figure: speed, atLeast: 15_000 },
  { stage: "cached, 2 workers, reuse", figure: speed, atLeast: 15_000 },
  { stage: "batches, 2 workers", figure: memory, atMost: 400 },
  { stage: "batches, 2 workers, reuse", figure: memory, atMost: 400 },
  { stage: "cached, 2 workers", figure: memory, atMost: 400 },
  { stage: "page, 1 worker", figure: toNode, atLeast: 0.8 },
  { stage: "page, 2 workers", figure: toNode, atLeast: 0.8 },
  { stage: "first example, from process start", figure: wait, atMost: 300 },
];

/** The goals of the stages that were measured, as a Markdown table. A goal that is missed is no failure. */
export function goalTable(rows: readonly Row[]): string {
  const lines = goals.flatMap(({ stage, figure, atLeast, atMost }) => {
    const row = rows.find(({ name }) => name === stage);
    const measured = row ? figure.of(row) : Number.NaN;
    if (!Number.isFinite(measured)) return [];
    const reached = measured >= (atLeast ?? 0) && measured <= (atMost ?? Number.POSITIVE_INFINITY);
    const goal = atLeast === undefined ? `≤ ${shown(atMost ?? 0)}` : `≥ ${shown(atLeast)}`;
    const cells = [
      stage,
      `${goal} ${figure.unit}`,
      shown(measured),
      reached ? "reached" : "missed",
    ];
    return [`| ${cells.join(" | ")} |`];
  });
  if (lines.length === 0) return "";
  return ["| | goal | measured | |", "| --- | ---: | ---: | --- |", ...lines].join("\n");
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
