import { corrupt, hostile, quote } from "./archive-errors.ts";
import { whyHostile } from "./entry-path.ts";
import { parsePax } from "./pax.ts";
import { BLOCK, isZero, parseHeader, type TarHeader } from "./tar-header.ts";
import { tarLimits } from "./tar-limits.ts";

/** How much of the zeros behind the end is looked at in one piece. */
const PADDING = 2 ** 20;

/** What is walked: a tar of so many bytes. */
export interface WalkedTar {
  /** What it is called in messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** More entries are hostile. */
  readonly mostEntries: number;
}

/** Bytes that a walk wants to look at, which always lie inside the tar. */
interface WantedBytes {
  readonly position: number;
  readonly length: number;
}

/**
 * A walk says what it wants to read, and goes on when it is handed exactly that. So it does not know
 * whether reading blocks or is waited for. What it was handed it does not look at again.
 */
export type Walk<T> = Generator<WantedBytes, T, Uint8Array>;

/** A file or folder in a tar. */
export interface TarEntry {
  /** Relative, without `.` or empty parts, and never out of its folder; empty for the root itself. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Where the body begins, and how long it is, in bytes. */
  readonly offset: number;
  readonly size: number;
}

export interface WalkResult {
  readonly entries: readonly TarEntry[];
  /** What is unusual about the archive's end, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The entries of a plain tar, by reading its headers and nothing else. Knows ustar and its prefix, pax
 * headers, GNU's long names and sizes. Whatever an honest archive of images does not have is refused:
 * other types than file and folder, paths that lead elsewhere, headers that contradict each other
 * (two readers would see two archives), anything but zeros behind the end.
 *
 * @throws CORRUPT_ARCHIVE with the offset: a wrong checksum, an end too early, data behind the end
 * @throws HOSTILE_ARCHIVE with the entry
 */
export function* walkTar(tar: WalkedTar): Walk<WalkResult> {
  const entries: TarEntry[] = [];
  for (let position = 0; ; ) {
    const found = yield* readEntry(tar, position);
    if (found === undefined) return { entries, notes: yield* checkEnd(tar, position) };
    entries.push(found.entry);
    if (entries.length > tar.mostEntries) {
      throw hostile(tar.name, found.entry.path, `is one of more than ${tar.mostEntries}`);
    }
    position = found.end;
  }
}

/** What headers before an entry's own say of it. */
interface Extension {
  pax?: ReadonlyMap<string, string>;
  longName?: string;
}

interface FoundEntry {
  readonly entry: TarEntry;
  /** Where the next one begins. */
  readonly end: number;
}

/** The entry at `start` with all headers before its own, and where it ends; `undefined` at the end. */
function* readEntry(tar: WalkedTar, start: number): Walk<FoundEntry | undefined> {
  const extension: Extension = {};
  // An entry may have a global header, a pax header and a long name before its own; more is a trap.
  for (let position = start, headers = 1; headers <= 4; headers++) {
    const header = yield* readHeader(tar, position);
    if (header === undefined) {
      if (position > start) throw corrupt(tar.name, position, "ends behind a pax header");
      return undefined;
    }
    checkSize(tar, position, header);
    const offset = position + BLOCK;
    const end = offset + Math.ceil(header.size / BLOCK) * BLOCK;
    if (!"xgL".includes(header.typeflag)) {
      return { entry: checkedEntry(tar.name, offset, header, extension), end };
    }
    const body = yield { position: offset, length: header.size };
    extend(extension, tar.name, offset, header, body);
    position = end;
  }
  throw corrupt(tar.name, start, `has a chain of headers without an entry at byte ${start}`);
}

/** The header at `position`; `undefined` if the archive ends there. */
function* readHeader({ name, size }: WalkedTar, position: number): Walk<TarHeader | undefined> {
  if (position === size) return undefined;
  if (position + BLOCK > size) {
    const where = position > size ? "behind a body" : "in the middle of a header";
    throw corrupt(name, position, `is cut: it ends ${where}, at byte ${size}`);
  }
  const block = yield { position, length: BLOCK };
  if (isZero(block)) return undefined;
  const header = parseHeader(block);
  if (header !== undefined) return header;
  throw corrupt(name, position, `has a wrong header checksum at byte ${position}`);
}

/**
 * Two zero blocks end an archive; more zeros are padding, and anything else does not belong there. Some
 * writers leave out one or both, and GNU tar and Python read on; so does this, and says it.
 */
function* checkEnd({ name, size }: WalkedTar, end: number): Walk<string[]> {
  for (let position = end; position < size; position += PADDING) {
    const padding = yield { position, length: Math.min(PADDING, size - position) };
    if (isZero(padding)) continue;
    const stray = padding.findIndex((byte) => byte !== 0);
    throw corrupt(name, position + stray, `has data behind its end at byte ${end}`);
  }
  const missing =
    "it should end with two blocks of zeros, so it may have been cut between two images";
  if (size === end) return [`The archive has no end blocks: ${missing}.`];
  return size < end + 2 * BLOCK ? [`The archive has one end block: ${missing}.`] : [];
}

function checkSize(tar: WalkedTar, position: number, { name, size, typeflag }: TarHeader): void {
  if (Number.isNaN(size)) {
    throw corrupt(tar.name, position, `has a header without a size at byte ${position}`);
  }
  const limit = "xgL".includes(typeflag) ? tarLimits.headerBytes : tarLimits.entryBytes;
  if (size < 0 || size > limit) throw hostile(tar.name, name, `claims a size of ${size} bytes`);
  if (position + BLOCK + size > tar.size) {
    const entry = `inside the entry ${quote(name)} that begins at byte ${position}`;
    throw corrupt(tar.name, position, `is cut at byte ${tar.size}, ${entry}`);
  }
}

/** Takes in what a header of type `x`, `g` or `L` says of the entry behind it. */
function extend(
  extension: Extension,
  archive: string,
  offset: number,
  header: TarHeader,
  body: Uint8Array,
): void {
  const twice = header.typeflag === "L" ? extension.longName : extension.pax;
  if (twice !== undefined && header.typeflag !== "g") {
    throw hostile(archive, header.name, "is the second header of its kind before one entry");
  }
  if (header.typeflag === "L") {
    extension.longName = new TextDecoder().decode(body).replace(/\0+$/, "");
    return;
  }
  const records = parsePax(body);
  if (records === undefined) {
    throw corrupt(archive, offset, `has a malformed pax header at byte ${offset}`);
  }
  if (header.typeflag === "x") extension.pax = records;
  // A global header may tell a comment; one that renames or resizes every entry is no honest one.
  else if (records.has("path") || records.has("size")) {
    throw hostile(archive, header.name, "gives one path or size to all entries");
  }
  for (const key of records.keys()) {
    const what = key.startsWith("GNU.sparse.") ? "a sparse file" : key === "linkpath" && "a link";
    if (what) throw hostile(archive, header.name, `makes what follows ${what}`);
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
