/**
 * A strong validator, as it may be sent back in `If-Range`.
 *
 * @param value what a server or a file on the disk says
 * @returns undefined for a weak one, and for what is none
 */
export function strongEtag(value: unknown): string | undefined {
  return typeof value === "string" && /^"[\t\x20-\x7e\x80-\xff]*"$/.test(value) ? value : undefined;
}
