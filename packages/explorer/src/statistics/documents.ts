import type { MeasuresDocument, SizesDocument } from "../documents.ts";
import type { Findings } from "./findings.ts";

export function sizesDocument({ values, damaged }: Findings): SizesDocument {
  const column = (place: number) => columnOf(values, place).map((value) => value || 0);
  return { width: column(0), height: column(1), components: column(2), damaged };
}

export function measuresDocument({ values, damaged }: Findings): MeasuresDocument {
  const column = (place: number) =>
    columnOf(values, place).map((value) =>
      Number.isNaN(value) ? null : Number(value.toPrecision(4)),
    );
  return { brightness: column(0), colourfulness: column(1), sharpness: column(2), damaged };
}

function columnOf(values: Float32Array, place: number): number[] {
  return Array.from({ length: values.length / 3 }, (_, row) => values[row * 3 + place] as number);
}
