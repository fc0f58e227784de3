/** Headers, bodies and end of a tar come in blocks of this many bytes. */
export const BLOCK = 512;

/** The fields of a header that matter to a reader. */
export interface TarHeader {
  /** Prefix and name joined; not yet overridden by a pax or GNU header before it. */
  readonly name: string;
  /** `NaN` if the field is no number; negative and huge values as they are. */
  readonly size: number;
  /** `"0"` file, `"5"` folder, `"x"` and `"g"` pax headers, `"L"` GNU long name, … */
  readonly typeflag: string;
}

const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");

/** Reads one header block; `undefined` if its checksum is wrong, which is how one knows it is a header. */
export function parseHeader(block: Uint8Array): TarHeader | undefined {
  if (numeric(block.subarray(148, 156)) !== checksum(block)) return undefined;
  const name = text(block.subarray(0, 100));
  // GNU's own format ("ustar  ") keeps times where POSIX has the prefix.
  const posix = latin1.decode(block.subarray(257, 263)) === "ustar\0";
  const prefix = posix ? text(block.subarray(345, 500)) : "";
  const typeflag = String.fromCharCode(block[156] || 0x30);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size: numeric(block.subarray(124, 136)),
    // Before POSIX a folder was a file whose name ends in a slash.
    typeflag: typeflag === "0" && name.endsWith("/") ? "5" : typeflag,
  };
}

export function isZero(bytes: Uint8Array): boolean {
  let at = 0;
  // Four bytes at a time: there may be a gigabyte of padding.
  if (bytes.byteOffset % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
    while (at < words.length && words[at] === 0) at++;
    at *= 4;
  }
  while (at < bytes.length && bytes[at] === 0) at++;
  return at === bytes.length;
}

/** The sum of all bytes, with the checksum's own field read as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] as number;
  return sum;
}

/** Bytes that are not UTF-8 become U+FFFD, which no member's name may hold. */
function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or, with the highest bit set, a big-endian two's complement number (GNU). */
function numeric(field: Uint8Array): number {
  const [first = 0, ...rest] = field;
  if (first & 0x80) {
    const top = first & 0x40 ? first - 0x100 : first & 0x7f;
    return rest.reduce((value, byte) => value * 256 + byte, top);
  }
  const digits = /^ *([0-7]+)[ \0]*$/.exec(latin1.decode(field))?.[1];
  return digits === undefined ? Number.NaN : Number.parseInt(digits, 8);
}
