import type { Axis } from "../resample/axis.ts";

/** Weights come in pairs, and in at least two: what the kernel's fastest loop takes. */
function pairsOf({ taps }: Axis): number {
  return Math.max(2, (taps + 1) >> 1);
}

/** An axis as the kernel reads it: 32-bit words, for each output one or two of position and its weights. */
export interface PackedAxis {
  readonly pairs: number;
  readonly words: Int32Array;
}

/** See `horizontal` in assembly/horizontal.ts. `origin`: the source column that the kernel calls 0. */
export function packAcross(axis: Axis, origin: number): PackedAxis {
  // Four outputs are made at once, so the last may be followed by three that nobody sees.
  return pack(axis, (axis.first.length + 3) & ~3, 1, (words, at, i) => {
    words[at] = 4 * ((axis.first[i] as number) - origin);
  });
}

/** See `makeRows` in assembly/resample.ts. */
export function packDown(axis: Axis, origin: number): PackedAxis {
  return pack(axis, axis.first.length, 2, (words, at, i) => {
    words[at] = (axis.first[i] as number) - origin;
    words[at + 1] = axis.lengths[i] as number;
  });
}

function pack(
  axis: Axis,
  entries: number,
  head: number,
  writeHead: (words: Int32Array, at: number, i: number) => void,
): PackedAxis {
  const pairs = pairsOf(axis);
  const size = head + 2 * pairs;
  const words = new Int32Array(entries * size);
  for (let i = 0; i < axis.first.length; i++) {
    writeHead(words, i * size, i);
    for (let pair = 0; pair < pairs; pair++) {
      const first = weight(axis, i, 2 * pair);
      const second = weight(axis, i, 2 * pair + 1);
      // The upper 11 bits of both weights, then the lower.
      words[i * size + head + 2 * pair] = ((second >> 11) << 16) | ((first >> 11) & 0xffff);
      words[i * size + head + 2 * pair + 1] = ((second & 2047) << 16) | (first & 2047);
    }
  }
  return { pairs, words };
}

function weight({ lengths, taps, weights }: Axis, output: number, tap: number): number {
  return tap < (lengths[output] as number) ? (weights[output * taps + tap] as number) : 0;
}
