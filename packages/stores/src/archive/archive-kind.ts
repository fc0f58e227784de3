import { type DatasetSpec, ImageNetV2Error, imageNetV2 } from "@imagenet-v2/core";
import { sniff } from "@imagenet-v2/decode";
import { BLOCK, isZero, parseHeader } from "./tar-header.ts";

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Of a gzip file, for which there is no room of its own to be inflated into. */
export function gzipInPlace(name: string): ImageNetV2Error<"UNSUPPORTED"> {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `${name}: a gzip file, which cannot be read in place.`,
    { feature: "gzip files in place" },
    {
      hint: "Unpack it once (gunzip), or open it by its path in Node. A page inflates a File or Blob where its site may store files: with https, not in a private window, and without `keep: false`.",
    },
  );
}

/**
 * Checks that a file begins with a tar header. What the file is called does not count.
 *
 * @param bytes size of the file
 * @throws NOT_AN_ARCHIVE telling what it looks like
 */
export function checkIsTar(
  path: string,
  firstBlock: Uint8Array,
  bytes: number,
  { key, name, limits }: DatasetSpec = imageNetV2,
): void {
  const isV2 = key === imageNetV2.key;
  const isTar = hasTarMagic(firstBlock) || isTarHeader(firstBlock);
  if (isTar && bytes <= limits.bytes) return;
  let found = sniff(firstBlock);
  if (isTar) {
    found = `a tar of ${bytes} bytes, more than ${isV2 ? "twice what any variant" : name} has`;
  } else if (firstBlock.length > 0 && isZero(firstBlock)) found = "a file that begins with zeros";
  throw new ImageNetV2Error(
    "NOT_AN_ARCHIVE",
    `${path}: not an archive of ${isV2 ? "ImageNetV2" : name}, but ${found}.`,
    { path, found },
    { hint: "Name the archive itself; if something else was saved under its name, get it again." },
  );
}

/** Also of a header that is damaged or cut: then it is a tar, and what is wrong with it is told later. */
function hasTarMagic(block: Uint8Array): boolean {
  return new TextDecoder().decode(block.subarray(257, 262)) === "ustar";
}

/** Tars of before POSIX have no magic. */
function isTarHeader(block: Uint8Array): boolean {
  return block.length === BLOCK && parseHeader(block) !== undefined;
}
