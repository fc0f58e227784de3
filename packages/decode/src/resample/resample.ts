import { type Axis, weightBits } from "./axis.ts";
import type { ResamplePlan } from "./plan.ts";

/**
 * Resamples RGB pixels as planned, in plain arithmetic: what the kernel is tested against, and its
 * stand-in where vectors are missing.
 *
 * @param width columns of the source
 * @returns `down` × `across` pixels of RGB
 */
export function resample(pixels: Uint8Array, width: number, plan: ResamplePlan): Uint8Array {
  const { across, down, window } = plan;
  const { x0, y0, x1, y1 } = window;
  const columns = across.first.length;
  if (plan.verticalFirst) {
    const source = { data: pixels, offset: 0, pitch: width * 3 };
    const between = vertical(source, down, x0, x1);
    // The columns left of the window were not made.
    return horizontal(
      { data: between, offset: -x0 * 3, pitch: (x1 - x0) * 3 },
      across,
      0,
      down.first.length,
    );
  }
  const between = horizontal({ data: pixels, offset: 0, pitch: width * 3 }, across, y0, y1);
  return vertical(
    { data: between, offset: -y0 * columns * 3, pitch: columns * 3 },
    down,
    0,
    columns,
  );
}

/** Rows of RGB. `offset` is where pixel (0, 0) would be. */
interface Rows {
  readonly data: Uint8Array;
  readonly offset: number;
  readonly pitch: number;
}

function horizontal(from: Rows, axis: Axis, y0: number, y1: number): Uint8Array {
  const columns = axis.first.length;
  const to = new Uint8Array((y1 - y0) * columns * 3);
  for (let y = y0, at = 0; y < y1; y++) {
    for (let x = 0; x < columns; x++) {
      const start = from.offset + y * from.pitch + (axis.first[x] as number) * 3;
      for (let channel = 0; channel < 3; channel++) {
        to[at++] = weigh(from.data, start + channel, 3, axis, x);
      }
    }
  }
  return to;
}

function vertical(from: Rows, axis: Axis, x0: number, x1: number): Uint8Array {
  const rows = axis.first.length;
  const to = new Uint8Array(rows * (x1 - x0) * 3);
  for (let y = 0, at = 0; y < rows; y++) {
    const start = from.offset + (axis.first[y] as number) * from.pitch;
    for (let byte = x0 * 3; byte < x1 * 3; byte++) {
      to[at++] = weigh(from.data, start + byte, from.pitch, axis, y);
    }
  }
  return to;
}

/** The weighted sum for one output byte, rounded and held within a byte. */
function weigh(data: Uint8Array, start: number, step: number, axis: Axis, output: number): number {
  const weights = output * axis.taps;
  const length = axis.lengths[output] as number;
  let sum = 1 << (weightBits - 1);
  for (let tap = 0; tap < length; tap++) {
    sum += (data[start + tap * step] as number) * (axis.weights[weights + tap] as number);
  }
  return Math.min(255, Math.max(0, sum >> weightBits));
}
