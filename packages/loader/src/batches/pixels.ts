import type { Preprocessing } from "@imagenet-v2/decode";

/** What of a preprocessing decides about bytes. Mean, standard deviation and type do not: they are applied later. */
export type Pixels = Omit<Preprocessing, "mean" | "std" | "dtype">;

/** In one order, so that equal ones are equal as text. */
export function pixelsOf(preprocessing: Preprocessing): Pixels {
  const { mean: _, std: __, dtype: ___, ...pixels } = preprocessing;
  const { resize, crop, interpolation, channels, layout, ...others } = pixels;
  return { resize, crop, interpolation, channels, layout, ...others };
}
