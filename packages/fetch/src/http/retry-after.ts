/**
 * How long a `Retry-After` header asks to wait, in milliseconds: seconds or an HTTP date.
 *
 * @param now milliseconds since 1970
 * @returns undefined for a time in the past and for what is no time at all
 */
export function parseRetryAfter(
  value: string | undefined,
  now: number = Date.now(),
): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  // Date.parse would take "-1" and "2" for years.
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1000
    : /^[A-Za-z]{3,}/.test(text)
      ? Date.parse(text) - now
      : Number.NaN;
  return wait > 0 ? wait : undefined;
}
