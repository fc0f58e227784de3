/** How far two float32 are apart, in units of the last place of the larger one; infinite where one is not a number. */
export function unitsApart(a: number, b: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(a), Math.abs(b), 2 ** -126))) - 23);
  const apart = Math.abs(a - b) / unit;
  return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
}
