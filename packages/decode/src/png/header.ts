import { type Chunk, chunkAt, endOf, signatureLength, uint32 } from "./chunks.ts";
import { corruptPng } from "./corrupt.ts";
import { crc32 } from "./crc32.ts";

export const grey = 0;
export const rgb = 2;
export const indexed = 3;
export const greyAlpha = 4;
export const rgbAlpha = 6;

/** What a PNG says of itself before its pixels begin. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

/** A PNG up to its pixels. */
export interface OpenPng {
  readonly header: PngHeader;
  /** RGB of each entry. */
  readonly palette: Uint8Array;
  readonly firstData: Chunk;
}

/** The bits a sample that each colour type of PNG may have. */
const depths: Readonly<Record<number, readonly number[]>> = {
  [grey]: [1, 2, 4, 8, 16],
  [rgb]: [8, 16],
  [indexed]: [1, 2, 4, 8],
  [greyAlpha]: [8, 16],
  [rgbAlpha]: [8, 16],
};

/** The bytes that Pillow wants of a chunk, whether or not it uses them. */
const shortest: Readonly<Record<string, number>> = {
  IHDR: 13,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  pHYs: 9,
};

/**
 * Reads a PNG up to its first IDAT chunk and refuses what Pillow refuses there: a chunk that is cut,
 * too short or has a wrong checksum, be it one that nothing is taken from.
 *
 * @param bytes that begin with PNG's signature
 * @throws CORRUPT_IMAGE
 */
export function openPng(bytes: Uint8Array, name: string): OpenPng {
  let header: PngHeader | undefined;
  let palette = new Uint8Array();
  let at = signatureLength;
  while (true) {
    const chunk = chunkAt(bytes, at);
    if (chunk === undefined) throw corruptPng(name, "it has no image data", at);
    if (chunk.name === "IDAT") {
      if (header === undefined) throw corruptPng(name, "it has no header", at);
      return { header, palette, firstData: chunk };
    }
    const data = dataOf(bytes, chunk, header?.colour, name);
    const end = chunk.at + chunk.length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== uint32(bytes, end)) {
      throw corruptPng(name, `the checksum of its ${chunk.name} chunk is wrong`, at);
    }
    if (chunk.name === "IHDR") header = headerOf(data, chunk.at, name);
    if (chunk.name === "PLTE" && header?.colour === indexed) palette = paletteOf(data, at, name);
    if (chunk.name === "IEND") throw corruptPng(name, "it has no image data", at);
    at = endOf(chunk);
  }
}

/**
 * Refuses what Pillow refuses behind the image: chunks that the file ends in. Their checksums it does
 * not read, and what has no name of a chunk ends the file.
 *
 * @throws CORRUPT_IMAGE
 */
export function checkRest(bytes: Uint8Array, last: Chunk, colour: number, name: string): void {
  let chunk = chunkAt(bytes, endOf(last));
  while (chunk !== undefined && chunk.name !== "IEND") {
    dataOf(bytes, chunk, colour, name);
    chunk = chunkAt(bytes, endOf(chunk));
  }
}

/** @throws CORRUPT_IMAGE where the file ends before the chunk does, or the chunk is too short */
function dataOf(
  bytes: Uint8Array,
  { name: chunk, at, length }: Chunk,
  colour: number | undefined,
  name: string,
): Uint8Array {
  if (at + length > bytes.length) throw corruptPng(name, `it ends in its ${chunk} chunk`, at - 8);
  if (length < (chunk === "tRNS" ? shortestTransparency(colour) : (shortest[chunk] ?? 0))) {
    throw corruptPng(name, `its ${chunk} chunk is too short`, at - 8);
  }
  return bytes.subarray(at, at + length);
}

function shortestTransparency(colour: number | undefined): number {
  if (colour === grey) return 2;
  return colour === rgb ? 6 : 0;
}

function headerOf(data: Uint8Array, at: number, name: string): PngHeader {
  const [width, height] = [uint32(data, 0), uint32(data, 4)];
  const [depth = 0, colour = 0, , filtering, interlacing] = data.subarray(8);
  if (width === 0 || height === 0) throw corruptPng(name, "it has no pixels", at);
  if (!depths[colour]?.includes(depth)) {
    throw corruptPng(name, `colour type ${colour} with ${depth} bits does not exist`, at + 8);
  }
  if (filtering !== 0) throw corruptPng(name, `filter method ${filtering} is unknown`, at + 11);
  return { width, height, depth, colour, interlaced: interlacing !== 0 };
}

function paletteOf(data: Uint8Array, at: number, name: string): Uint8Array<ArrayBuffer> {
  if (data.length > 770) throw corruptPng(name, "its palette has more than 256 colours", at);
  return new Uint8Array(data.subarray(0, data.length - (data.length % 3)));
}
