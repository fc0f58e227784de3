const utf8 = new TextDecoder();

/**
 * The records of a pax extended header, `<length> <key>=<value>\n` each, where the length counts the
 * whole record. `undefined` if they are malformed.
 */
export function parsePax(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  for (let position = 0; position < bytes.length; ) {
    const space = bytes.indexOf(0x20, position);
    const digits = space < 0 ? "" : utf8.decode(bytes.subarray(position, space));
    const end = position + Number(digits);
    if (!/^[1-9]\d{0,9}$/.test(digits) || end > bytes.length || end <= space) return undefined;
    const record = utf8.decode(bytes.subarray(space + 1, end));
    const equals = record.indexOf("=");
    if (equals < 1 || !record.endsWith("\n")) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1, -1));
    position = end;
  }
  return records;
}
