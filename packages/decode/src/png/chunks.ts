/** A stretch of a PNG file. */
export interface Chunk {
  /** Four letters: `IDAT`. */
  readonly name: string;
  /** Where its data begin in the file. */
  readonly at: number;
  /** Bytes of data, as the chunk says: the file may end before. */
  readonly length: number;
}

export const signatureLength = 8;

/**
 * The chunk whose length field is at `at`, or `undefined` if no chunk name follows it: letters,
 * digits and underscores, which are those that Pillow takes.
 */
export function chunkAt(bytes: Uint8Array, at: number): Chunk | undefined {
  if (at + 8 > bytes.length) return undefined;
  const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  return /^\w{4}$/.test(name) ? { name, at: at + 8, length: uint32(bytes, at) } : undefined;
}

/** Where the next chunk begins: behind the data and their checksum. */
export function endOf({ at, length }: Chunk): number {
  return at + length + 4;
}

export function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

/** What Pillow reads of a file in one go. */
const blockLength = 65_536;

/** The compressed image: the data of the IDAT chunks that follow each other from `first` on. */
export function* compressedImage(
  bytes: Uint8Array,
  first: Chunk,
): Generator<{ readonly piece: Uint8Array; readonly chunk: Chunk }> {
  let chunk: Chunk | undefined = first;
  while (chunk?.name === "IDAT") {
    const end = Math.min(chunk.at + chunk.length, bytes.length);
    for (let at = chunk.at; at < end; at += blockLength) {
      yield { piece: bytes.subarray(at, Math.min(at + blockLength, end)), chunk };
    }
    chunk = chunkAt(bytes, endOf(chunk));
  }
}
