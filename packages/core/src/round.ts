/**
 * Rounds to the nearest integer, halves to the even one, as Python's `round` does. TFDS cuts shards
 * and percentages with it, and `Math.round` (halves up) would move boundaries by one.
 *
 * @example
 * roundHalfEven(2.5); //=> 2
 * roundHalfEven(3.5); //=> 4
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
