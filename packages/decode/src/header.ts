import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Dct } from "./dct.ts";
import { requireBytes } from "./image.ts";
import { pillowGivesUpAt } from "./pillow-header.ts";
import { isJpeg, sniff } from "./sniff.ts";

/** What a JPEG file says of itself before its pixels begin. */
export interface JpegHeader {
  /** Columns, as stored: an EXIF orientation is not applied. */
  readonly width: number;
  /** Rows, as stored. */
  readonly height: number;
  /** 1 grey, 3 colour, 4 CMYK. */
  readonly components: number;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

/** SOF0 to SOF15, without the three codes of that range that are no frames (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** The marker segments between the start of the file and its first scan, as (marker, payload). */
function* segments(bytes: Uint8Array): Generator<readonly [marker: number, payload: DataView]> {
  let at = 2;
  while (at < bytes.length) {
    // As libjpeg: anything before a marker is skipped, and a marker may have fill bytes before it.
    at = bytes.indexOf(0xff, at);
    if (at < 0) return;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++] ?? endOfImage;
    if (marker === startOfScan || marker === endOfImage) return;
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue; // these have no payload
    // A length below 2 counts as 2, as in libjpeg.
    const length = Math.max(2, ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
    if (at + length > bytes.length) return;
    yield [marker, new DataView(bytes.buffer, bytes.byteOffset + at + 2, length - 2)];
    at += length;
  }
}

/** @throws NOT_A_JPEG naming `name` */
export function requireJpeg(bytes: Uint8Array, name: string): void {
  if (isJpeg(bytes)) return;
  const found = sniff(bytes);
  throw new ImageNetV2Error("NOT_A_JPEG", `${name}: expected a JPEG, found ${found}.`, {
    image: name,
    found,
  });
}

/**
 * Refuses what is no JPEG, and for the accurate DCT what Pillow refuses without its decoder.
 *
 * @throws NOT_A_JPEG, CORRUPT_IMAGE naming `name`
 */
export function checkHeader(bytes: Uint8Array, name: string, dct: Dct = "accurate"): void {
  requireJpeg(bytes, name);
  if (dct === "fast") return;
  const byte = pillowGivesUpAt(bytes);
  if (byte !== undefined) {
    throw new ImageNetV2Error(
      "CORRUPT_IMAGE",
      `${name}: damaged JPEG: its headers are cut or invalid (byte ${byte}).`,
      { image: name, byte },
    );
  }
}

/**
 * Size and components of a JPEG, read from its header; no pixel is decoded.
 *
 * @param options `name`: what the image is called in errors, as for `decodeJpeg`
 * @throws NOT_A_JPEG, CORRUPT_IMAGE, INVALID_OPTION
 */
export function jpegHeader(
  bytes: Uint8Array,
  { name = "image" }: { readonly name?: string | undefined } = {},
): JpegHeader {
  requireBytes(bytes, "jpegHeader");
  checkHeader(bytes, name, "fast");
  for (const [marker, payload] of segments(bytes)) {
    if (!isFrame(marker) || payload.byteLength < 6) continue;
    const [height, width] = [payload.getUint16(1), payload.getUint16(3)];
    if (width === 0 || height === 0) break;
    return { width, height, components: payload.getUint8(5) };
  }
  throw new ImageNetV2Error(
    "CORRUPT_IMAGE",
    `${name}: damaged JPEG: it has no frame header, or no pixels.`,
    { image: name },
  );
}
