import type { Preprocessing } from "@imagenet-v2/decode";

/** What of a preprocessing decides about bytes. How they are scaled, and their type, do not: that comes later. */
export type Pixels = Omit<Preprocessing, "rescale" | "mean" | "std" | "dtype">;

/** In one order, so that equal ones are equal as text. */
export function pixelsOf(preprocessing: Preprocessing): Pixels {
  const { rescale: _, mean: __, std: ___, dtype: ____, ...pixels } = preprocessing;
  const { resize, crop, interpolation, channels, layout, ...others } = pixels;
  return { resize, crop, interpolation, channels, layout, ...others };
}
