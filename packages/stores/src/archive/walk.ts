import { corrupt, hostile, quote } from "./archive-errors.ts";
import { whyHostile } from "./entry-path.ts";
import { parsePax } from "./pax.ts";
import { BLOCK, isZero, parseHeader, type TarHeader } from "./tar-header.ts";
import { tarLimits } from "./tar-limits.ts";

/** Bytes by position, as a file gives them. */
export interface ByteSource {
  /** What the bytes are called in messages. */
  readonly path: string;
  readonly bytes: number;
  /** Up to `length` bytes; fewer only at the end. Valid until the next call. */
  at(position: number, length: number): Uint8Array;
}

/** A file or folder in a tar. */
export interface TarEntry {
  /** Relative, without `.` or empty parts, and never out of its folder; empty for the root itself. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Where the body begins, and how long it is, in bytes. */
  readonly offset: number;
  readonly size: number;
}

/**
 * The entries of a plain tar, by reading its headers and nothing else. Knows ustar and its prefix, pax
 * headers, GNU's long names and sizes. Whatever an honest archive of images does not have is refused:
 * other types than file and folder, paths that lead elsewhere, headers that contradict each other
 * (two readers would see two archives), anything but zeros behind the end.
 *
 * @param note told, as a sentence, what is unusual about the archive's end
 * @throws CORRUPT_ARCHIVE with the offset: a wrong checksum, an end too early, data behind the end
 * @throws HOSTILE_ARCHIVE with the entry
 */
export function* walkTar(
  source: ByteSource,
  note: (sentence: string) => void,
): Generator<TarEntry, void, void> {
  let position = 0;
  for (let count = 1; ; count++) {
    const found = readEntry(source, position);
    if (found === undefined) return checkEnd(source, position, note);
    if (count > tarLimits.entries) {
      throw hostile(source.path, found.entry.path, `is one of more than ${tarLimits.entries}`);
    }
    yield found.entry;
    position = found.end;
  }
}

/** What headers before an entry's own say of it. */
interface Extension {
  pax?: ReadonlyMap<string, string>;
  longName?: string;
}

/** The entry at `start` with all headers before its own, and where it ends; `undefined` at the end. */
function readEntry(source: ByteSource, start: number) {
  const extension: Extension = {};
  // An entry may have a global header, a pax header and a long name before its own; more is a trap.
  for (let position = start, headers = 1; headers <= 4; headers++) {
    const header = readHeader(source, position);
    if (header === undefined) {
      if (position > start) throw corrupt(source.path, position, "ends behind a pax header");
      return undefined;
    }
    checkSize(source, position, header);
    const offset = position + BLOCK;
    const end = offset + Math.ceil(header.size / BLOCK) * BLOCK;
    if (!"xgL".includes(header.typeflag)) {
      return { entry: checkedEntry(source.path, offset, header, extension), end };
    }
    extend(extension, source, offset, header);
    position = end;
  }
  throw corrupt(source.path, start, `has a chain of headers without an entry at byte ${start}`);
}

/** The header at `position`; `undefined` if the archive ends there. */
function readHeader(source: ByteSource, position: number): TarHeader | undefined {
  if (position === source.bytes) return undefined;
  const block = source.at(position, BLOCK);
  if (block.length < BLOCK) {
    const where = position > source.bytes ? "behind a body" : "in the middle of a header";
    throw corrupt(source.path, position, `is cut: it ends ${where}, at byte ${source.bytes}`);
  }
  if (isZero(block)) return undefined;
  const header = parseHeader(block);
  if (header !== undefined) return header;
  throw corrupt(source.path, position, `has a wrong header checksum at byte ${position}`);
}

/**
 * Two zero blocks end an archive; more zeros are padding, and anything else does not belong there. Some
 * writers leave out one or both, and GNU tar and Python read on; so does this, and says it.
 */
function checkEnd(source: ByteSource, end: number, note: (sentence: string) => void): void {
  const missing =
    "it should end with two blocks of zeros, so it may have been cut between two images";
  if (source.bytes === end) note(`The archive has no end blocks: ${missing}.`);
  else if (source.bytes < end + 2 * BLOCK) note(`The archive has one end block: ${missing}.`);
  const zeros = new Uint8Array(2 ** 20);
  for (let position = end; position < source.bytes; position += zeros.length) {
    const padding = source.at(position, zeros.length);
    if (Buffer.compare(padding, zeros.subarray(0, padding.length)) === 0) continue;
    const stray = position + padding.findIndex((byte) => byte !== 0);
    throw corrupt(source.path, stray, `has data behind its end at byte ${end}`);
  }
}

function checkSize(
  source: ByteSource,
  position: number,
  { name, size, typeflag }: TarHeader,
): void {
  if (Number.isNaN(size)) {
    throw corrupt(source.path, position, `has a header without a size at byte ${position}`);
  }
  const limit = "xgL".includes(typeflag) ? tarLimits.headerBytes : tarLimits.entryBytes;
  if (size < 0 || size > limit) throw hostile(source.path, name, `claims a size of ${size} bytes`);
  if (position + BLOCK + size > source.bytes) {
    const entry = `inside the entry ${quote(name)} that begins at byte ${position}`;
    throw corrupt(source.path, position, `is cut at byte ${source.bytes}, ${entry}`);
  }
}

/** Takes in what a header of type `x`, `g` or `L` says of the entry behind it. */
function extend(extension: Extension, source: ByteSource, offset: number, header: TarHeader): void {
  const body = source.at(offset, header.size);
  const twice = header.typeflag === "L" ? extension.longName : extension.pax;
  if (twice !== undefined && header.typeflag !== "g") {
    throw hostile(source.path, header.name, "is the second header of its kind before one entry");
  }
  if (header.typeflag === "L") {
    extension.longName = new TextDecoder().decode(body).replace(/\0+$/, "");
    return;
  }
  const records = parsePax(body);
  if (records === undefined) {
    throw corrupt(source.path, offset, `has a malformed pax header at byte ${offset}`);
  }
  if (header.typeflag === "x") extension.pax = records;
  // A global header may tell a comment; one that renames or resizes every entry is no honest one.
  else if (records.has("path") || records.has("size")) {
    throw hostile(source.path, header.name, "gives one path or size to all entries");
  }
  for (const key of records.keys()) {
    const what = key.startsWith("GNU.sparse.") ? "a sparse file" : key === "linkpath" && "a link";
    if (what) throw hostile(source.path, header.name, `makes what follows ${what}`);
  }
}

const refusedTypes: Readonly<Record<string, string>> = {
  "1": "a hard link",
  "2": "a symbolic link",
  "3": "a character device",
  "4": "a block device",
  "6": "a fifo",
  K: "a link",
  S: "a sparse file",
};

const imagePath = /^[^/]+\/\d+\/[^/]+$/;

/** A path without the parts that say that it stays where it is: `./`, and a slash too many. */
function plainPath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function checkedEntry(
  archive: string,
  offset: number,
  { name, size, typeflag }: TarHeader,
  { pax, longName }: Extension,
): TarEntry {
  const written = pax?.get("path") ?? longName ?? name;
  const isFolder = typeflag === "5";
  const refuse = (what: string) => hostile(archive, written, what);
  if (typeflag !== "0" && !isFolder) {
    throw refuse(`is ${refusedTypes[typeflag] ?? `of the unknown type ${quote(typeflag)}`}`);
  }
  // The extended name counts, as POSIX has it, and some writers put a mere placeholder into the header
  // itself. But two names of images are two images, depending on who reads.
  for (const long of [pax?.get("path"), longName]) {
    const cut = name.length >= 99 && long?.startsWith(name);
    if (long !== undefined && long !== name && !cut && imagePath.test(plainPath(name))) {
      throw refuse(`is called ${quote(name)} in its own header`);
    }
  }
  const paxPath = pax?.get("path");
  if (paxPath !== undefined && longName !== undefined && paxPath !== longName) {
    throw refuse(`is called ${quote(longName)} in a header of GNU's`);
  }
  const paxSize = pax?.get("size");
  if (paxSize !== undefined && paxSize !== String(size)) {
    throw refuse(`has ${quote(paxSize)} bytes in its pax header and ${size} in its own`);
  }
  if (isFolder && size > 0) throw refuse("is a folder with a body");
  const why = whyHostile(written);
  if (why !== undefined) throw refuse(why);
  const path = plainPath(written);
  if (path === "" && !isFolder) throw refuse("is a file without a name");
  return { path, isFolder, offset, size };
}
