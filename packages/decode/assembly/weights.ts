// How resampling weighs. Weights are Pillow's 22-bit integers, each split into its upper 11 bits and
// the 11 below, because vectors multiply 16 bits: Σ p·w = (Σ p·upper) · 2^11 + Σ p·lower. Two weights
// stand side by side, upper halves first: i16x2 upper, i16x2 lower.

// @inline
export function halfUnit(): v128 {
  return i32x4.splat(1 << 21);
}

/** The sum rounded and shifted by 22 bits, as Pillow does. */
// @inline
export function rounded(upper: v128, lower: v128): v128 {
  return i32x4.shr_s(i32x4.add(upper, i32x4.shr_s(lower, 11)), 11);
}
