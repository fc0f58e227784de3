/** The SHA-256 of a text, in hex. */
type Hash = (text: string) => string;

/** A value's JSON behind the SHA-256 of that, so that a damaged file is known. */
export function checkedText(value: unknown, hash: Hash): string {
  const json = JSON.stringify(value);
  return `${hash(json)}\n${json}\n`;
}

/** The value in a {@link checkedText}; `undefined` where it is not whole. */
export function valueOfChecked(text: string, hash: Hash): unknown {
  const [checksum, json = ""] = text.split("\n", 2);
  return checksum === hash(json) ? JSON.parse(json) : undefined;
}
