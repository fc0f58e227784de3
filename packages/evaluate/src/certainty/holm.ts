/**
 * P-values corrected for testing several things at once (Holm 1979): an adjusted value below α means
 * the same as a single one below α, and the chance that any of them is a false alarm stays below α.
 *
 * @returns the adjusted values in the order given
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = [...pValues];
  let highest = 0;
  [...pValues.keys()]
    .sort((i, j) => (pValues[i] as number) - (pValues[j] as number))
    .forEach((i, rank) => {
      const corrected = (pValues.length - rank) * (pValues[i] as number);
      highest = Math.min(1, Math.max(highest, corrected));
      adjusted[i] = highest;
    });
  return adjusted;
}
