import { ImageNetV2Error, identifyArchive, variants } from "@imagenet-v2/core";
import { kindOfBytes } from "./kind-of-bytes.ts";

/** A file to get: what it must be, where it goes, where it can be had. */
export interface Wanted {
  /** For people: `imagenetv2-top-images.tar.gz`. */
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Undefined where only the checksum is known. */
  readonly bytes: number | undefined;
  /** Its final path. */
  readonly path: string;
  /** In the order in which they are tried. */
  readonly sources: readonly URL[];
  /** Whether it must be a tar archive, so that anything else can be told early. */
  readonly isArchive: boolean;
}

/** What else there is to do. Where a file was asked for by its URL, nothing but that can be another. */
export function wayOut({ isArchive }: Pick<Wanted, "isArchive">): string {
  return isArchive
    ? "Try again later, another mirror with `baseUrl`, or a file with `archive`."
    : "Try again later, or another URL.";
}

/** What came in place of the archive, if its first bytes tell that they begin no tar archive. */
export function wrongKind(wanted: Wanted, url: string, head: Uint8Array) {
  const kind = kindOfBytes(head);
  if (!wanted.isArchive || kind === "a tar archive" || kind === "unknown bytes") return undefined;
  return new ImageNetV2Error(
    "NOT_AN_ARCHIVE",
    `${url}: got ${kind}, not the archive ${wanted.name}.`,
    { path: url, found: kind },
    { hint: wrongKindHints[kind] ?? wayOut(wanted) },
  );
}

/** There is more or less than there should be. */
export function wrongSize(wanted: Wanted, url: string, actual: number, head?: Uint8Array) {
  const { bytes: expected = 0 } = wanted;
  const kind = head === undefined ? "" : ` (${kindOfBytes(head)})`;
  return new ImageNetV2Error(
    "SIZE_MISMATCH",
    `${url}: expected ${expected} bytes, got ${actual}${sameSize(actual) ?? kind}.`,
    { path: url, expected, actual },
    { hint: wayOut(wanted) },
  );
}

/** All bytes came, and they are wrong. */
export function wrongChecksum(
  wanted: Wanted,
  url: string,
  actual: { readonly sha256: string; readonly bytes: number },
  head: Uint8Array,
) {
  const known = identifyArchive(actual.sha256);
  const what =
    known === undefined
      ? kindOfBytes(head)
      : `${known.former ? "the former" : "the"} archive of ${known.variant.name}`;
  return new ImageNetV2Error(
    "CHECKSUM_MISMATCH",
    `${url}: expected sha256 ${wanted.sha256}, got ${actual.sha256} (${actual.bytes} bytes, ${what}).`,
    { path: url, expected: wanted.sha256, actual: actual.sha256 },
    { hint: wayOut(wanted) },
  );
}

const wrongKindHints: Readonly<Record<string, string>> = {
  "a web page":
    "A login page or a proxy answered in place of the server: open the URL in a browser.",
  "a Git LFS pointer":
    "The mirror keeps the repository without its large files: use its download (resolve) URL.",
  "a gzip file":
    "Only the plain tar that the authors publish is accepted: gunzip it, or use `archive`.",
};

/** Names the published archive that has this size, where one does. */
function sameSize(bytes: number): string | undefined {
  for (const { name, archive, supersededArchives } of Object.values(variants)) {
    if (archive.bytes === bytes) return ` (the size of ${name}'s archive)`;
    if (supersededArchives.some((former) => former.bytes === bytes)) {
      return ` (the size of ${name}'s archive before 2021)`;
    }
  }
  return undefined;
}
