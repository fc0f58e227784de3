import { filters, type Interpolation } from "./filters.ts";

/** Bits behind the point of a weight: with bytes and their sums, all that 32 bits hold. */
export const weightBits = 22;

/**
 * One direction of a resampling: for each of `count` outputs, which inputs it is made of and what
 * each counts.
 */
export interface Axis {
  /** The first input of each output. */
  readonly first: Int32Array;
  /** How many inputs each output has. */
  readonly lengths: Int32Array;
  /** The most that any output has. */
  readonly taps: number;
  /** `taps` weights for each output, in units of 2^-22; what lies behind its length is 0. */
  readonly weights: Int32Array;
}

/**
 * The outputs `from` to `from + count` of `inputSize` pixels made into `outputSize`, exactly as Pillow
 * makes them.
 */
export function resampleAxis(
  inputSize: number,
  outputSize: number,
  from: number,
  count: number,
  interpolation: Interpolation,
): Axis {
  return interpolation === "nearest"
    ? picked(inputSize, outputSize, from, count)
    : weighed(inputSize, outputSize, from, count, interpolation);
}

/** Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`. */
function weighed(
  inputSize: number,
  outputSize: number,
  from: number,
  count: number,
  interpolation: Exclude<Interpolation, "nearest">,
): Axis {
  const { support, weight } = filters[interpolation];
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const reach = support * filterScale;
  const narrow = 1 / filterScale;
  const first = new Int32Array(count);
  const lengths = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(centre - reach + 0.5));
    first[i] = begin;
    lengths[i] = Math.min(inputSize, Math.trunc(centre + reach + 0.5)) - begin;
  }
  const taps = lengths.reduce((most, length) => Math.max(most, length), 1);
  const weights = new Int32Array(count * taps);
  const row = new Float64Array(taps);
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const length = lengths[i] as number;
    let sum = 0;
    for (let x = 0; x < length; x++) {
      const w = weight((x + (first[i] as number) - centre + 0.5) * narrow);
      row[x] = w;
      sum += w;
    }
    for (let x = 0; x < length; x++) {
      const part = sum === 0 ? (row[x] as number) : (row[x] as number) / sum;
      // Rounded half away from zero, by C's conversion to int.
      weights[i * taps + x] = Math.trunc(part * 2 ** weightBits + (part < 0 ? -0.5 : 0.5));
    }
  }
  return { first, lengths, taps, weights };
}

/** Pillow's nearest steps along by adding up, with the rounding that this brings. */
function picked(inputSize: number, outputSize: number, from: number, count: number): Axis {
  const step = inputSize / outputSize;
  const first = new Int32Array(count);
  let at = step * 0.5;
  for (let i = 0; i < from + count; i++, at += step) {
    if (i >= from) first[i - from] = Math.min(inputSize - 1, Math.trunc(at));
  }
  return {
    first,
    lengths: new Int32Array(count).fill(1),
    taps: 1,
    weights: new Int32Array(count).fill(2 ** weightBits),
  };
}
