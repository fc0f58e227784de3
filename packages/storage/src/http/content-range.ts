/** The bytes a 206 answer carries, `to` included, and of how many in all. */
export interface ContentRange {
  readonly from: number;
  readonly to: number;
  /** Undefined where the server says `*`. */
  readonly total: number | undefined;
}

/**
 * The size of the whole file, as a 416 answer may tell it.
 *
 * @returns undefined where it does not
 */
export function parseUnsatisfiedRange(value: string | undefined): number | undefined {
  const total = /^\s*bytes\s+\*\/(\d{1,15})\s*$/i.exec(value ?? "")?.[1];
  return total === undefined ? undefined : Number(total);
}

/** @returns undefined for anything but one satisfied range of bytes */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const match = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(value ?? "");
  if (match === null) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2])];
  const total = match[3] === "*" ? undefined : Number(match[3]);
  return from <= to && (total === undefined || to < total) ? { from, to, total } : undefined;
}
