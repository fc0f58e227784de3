import { posix } from "node:path";

const BLOCK = 512;
/** When every member was last changed, in seconds since 1970: the same each time the sample is made. */
const MTIME = 1_614_556_800;

/** The two zero blocks behind the last entry. */
export const endOfTar: Uint8Array = new Uint8Array(2 * BLOCK);

/**
 * One entry as in the published archives: a pax header `PaxHeader/<name>`, then the entry under its
 * own name. (tar-stream writes the name into the pax header alone, which readers that trust only
 * names that agree refuse, ours among them.)
 *
 * @param name at most 100 bytes; a folder's ends in a slash
 */
export function tarEntry(
  name: string,
  body: Uint8Array = new Uint8Array(),
  records: Readonly<Record<string, string>> = { mtime: `${MTIME}.0` },
): Buffer {
  const pax = Buffer.from(Object.entries(records).map(paxRecord).join(""));
  const paxName = posix.join(posix.dirname(name), "PaxHeader", posix.basename(name));
  return Buffer.concat([
    ...[header(paxName, "x", pax.length), pax, padding(pax)],
    ...[header(name, name.endsWith("/") ? "5" : "0", body.length), body, padding(body)],
  ]);
}

/** `<length> <key>=<value>` and a line break, where the length counts its own digits. */
function paxRecord([key, value]: [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  const digits = String(rest.length + String(rest.length).length).length;
  return `${rest.length + digits}${rest}`;
}

function header(name: string, typeflag: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, digits: number) =>
    block.write(`${value.toString(8).padStart(digits, "0")} `, offset);
  block.write(name, 0, 100);
  octal(typeflag === "5" ? 0o755 : 0o644, 100, 6);
  octal(0, 108, 6);
  octal(0, 116, 6);
  octal(size, 124, 11);
  octal(MTIME, 136, 11);
  block.fill(" ", 148, 156);
  block.write(typeflag, 156);
  block.write("ustar\0" + "00", 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  return block;
}

function padding({ length }: Uint8Array): Uint8Array {
  return new Uint8Array((BLOCK - (length % BLOCK)) % BLOCK);
}
