/**
 * Undoes the filter of one row, in place.
 *
 * @param data rows, each behind the byte that names its filter
 * @param at where that byte of this row is
 * @param length bytes of the row, without that one
 * @param isFirst whether no row is above: it counts as black
 * @param step bytes a pixel, at least 1
 * @returns false for a filter that PNG does not have
 */
export function unfilter(
  data: Uint8Array,
  at: number,
  length: number,
  isFirst: boolean,
  step: number,
): boolean {
  const filter = data[at] as number;
  const begin = at + 1;
  const end = begin + length;
  const up = isFirst ? undefined : length + 1;
  switch (filter) {
    case 0:
      return true;
    case 1:
      for (let i = begin + step; i < end; i++) (data[i] as number) += data[i - step] as number;
      return true;
    case 2:
      if (up === undefined) return true;
      for (let i = begin; i < end; i++) (data[i] as number) += data[i - up] as number;
      return true;
    case 3:
      for (let i = begin; i < end; i++) {
        const a = i < begin + step ? 0 : (data[i - step] as number);
        const b = up === undefined ? 0 : (data[i - up] as number);
        (data[i] as number) += (a + b) >> 1;
      }
      return true;
    case 4:
      for (let i = begin; i < end; i++) {
        const first = i < begin + step;
        const a = first ? 0 : (data[i - step] as number);
        const b = up === undefined ? 0 : (data[i - up] as number);
        const c = first || up === undefined ? 0 : (data[i - up - step] as number);
        (data[i] as number) += paeth(a, b, c);
      }
      return true;
    default:
      return false;
  }
}

/** Of left, above and above left the one that is nearest to left + above - above left. */
function paeth(a: number, b: number, c: number): number {
  const toLeft = Math.abs(b - c);
  const toAbove = Math.abs(a - c);
  const toCorner = Math.abs(a + b - 2 * c);
  if (toLeft <= toAbove && toLeft <= toCorner) return a;
  return toAbove <= toCorner ? b : c;
}
