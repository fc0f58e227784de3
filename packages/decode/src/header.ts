import { ImageNetV2Error } from "@imagenet-v2/core";
import { requireBytes } from "./image.ts";
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

/** The parts of a header that only the decoder needs. */
export interface FrameHeader extends JpegHeader {
  /** Bits a sample: 8, or 12 in some medical images. */
  readonly precision: number;
  /** Whether an Adobe segment stands before the scan: it turns CMYK samples around. */
  readonly adobe: boolean;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;
const adobeSegment = 0xee;

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
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (length < 2 || at + length > bytes.length) return;
    yield [marker, new DataView(bytes.buffer, bytes.byteOffset + at + 2, length - 2)];
    at += length;
  }
}

function isAdobe(payload: DataView): boolean {
  return (
    payload.byteLength >= 12 && payload.getUint32(0) === 0x41646f62 && payload.getUint8(4) === 0x65
  );
}

/** @throws NOT_A_JPEG, CORRUPT_IMAGE naming `name` */
export function frameHeader(bytes: Uint8Array, name: string): FrameHeader {
  if (!isJpeg(bytes)) {
    const found = sniff(bytes);
    throw new ImageNetV2Error("NOT_A_JPEG", `${name}: expected a JPEG, found ${found}.`, {
      image: name,
      found,
    });
  }
  let frame: Omit<FrameHeader, "adobe"> | undefined;
  let adobe = false;
  for (const [marker, payload] of segments(bytes)) {
    if (marker === adobeSegment) adobe ||= isAdobe(payload);
    if (frame !== undefined || !isFrame(marker) || payload.byteLength < 6) continue;
    frame = {
      precision: payload.getUint8(0),
      height: payload.getUint16(1),
      width: payload.getUint16(3),
      components: payload.getUint8(5),
    };
  }
  if (frame === undefined || frame.width === 0 || frame.height === 0) {
    const why = frame === undefined ? "it has no frame header" : "it has no pixels";
    throw new ImageNetV2Error("CORRUPT_IMAGE", `${name}: not a whole JPEG: ${why}.`, {
      image: name,
    });
  }
  return { ...frame, adobe };
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
  const { width, height, components } = frameHeader(bytes, name);
  return { width, height, components };
}
