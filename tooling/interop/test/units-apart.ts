/**
 * How far two float32 are apart, in units of the last place of the larger one; infinite where one is not a number.
 *
 * @param least what counts as the larger one at least: 1 where rounding happened among numbers of that size
 */
export function unitsApart(a: number, b: number, least = 2 ** -126): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(a), Math.abs(b), least))) - 23);
  const apart = Math.abs(a - b) / unit;
  return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
}
