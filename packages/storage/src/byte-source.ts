import { ImageNetV2Error } from "@imagenet-v2/core";

/** How one read is done. */
export interface ByteReadOptions {
  /** Ends the read at once, with its reason; others under way go on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Bytes that lie somewhere and can be read in any order: a file, a `Blob`, a URL, memory. Reads may
 * overlap in time, and each gives exactly the bytes asked for or throws:
 *
 * - INVALID_OPTION for a range that is not inside the source
 * - DATA_CHANGED where the source is no longer what it was when it was opened
 * - NETWORK, HTTP_STATUS, NOT_FOUND, IO for what else keeps the bytes from being read
 * - the signal's reason
 */
export interface ByteSource {
  /** What messages call it: a path, a file name, a URL without its secrets. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /**
   * By what a change is noticed: mtime and size of a file, the ETag or Last-Modified of a URL. Two sources
   * of one name with different identities have different bytes. Undefined where the bytes cannot change,
   * and where nobody tells.
   */
  readonly identity?: string | undefined;
  /**
   * @param offset of the first byte, from 0
   * @param length how many bytes; 0 is allowed, also at the end
   * @returns exactly `length` bytes, in a buffer of their own
   */
  read(offset: number, length: number, options?: ByteReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Fills `into` with the bytes from `offset` on, without waiting. Not every source can. */
  readSync?(offset: number, into: Uint8Array): void;
  /** Lets go of what the source holds open, once the reads under way are done. May be called twice. */
  close?(): Promise<void>;
}

/** A source that can be read without waiting. */
export interface SyncByteSource extends ByteSource {
  readSync(offset: number, into: Uint8Array): void;
}

/** How a source of something without a name of its own is opened. */
export interface NamedSourceOptions {
  /** What messages call it. Default: its own name, else what it is: `memory`, `blob`, `opfs` */
  readonly name?: string | undefined;
}

/** @throws INVALID_OPTION unless these bytes lie inside the source */
export function requireInside(
  { name, size }: Pick<ByteSource, "name" | "size">,
  offset: number,
  length: number,
): void {
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const refuse = (option: string, why: string) =>
    new ImageNetV2Error(
      "INVALID_OPTION",
      `${name}: cannot read ${String(length)} bytes from ${String(offset)} on: ${why}.`,
      { option },
    );
  if (!whole(offset)) throw refuse("offset", "the offset must be a whole number of bytes from 0");
  if (!whole(length)) throw refuse("length", "the length must be a whole number of bytes from 0");
  if (offset > size) throw refuse("offset", `it has ${size} bytes`);
  if (length > size - offset) throw refuse("length", `it has ${size} bytes`);
}

/** A buffer for a read. @throws INVALID_OPTION where no buffer can be that large */
export function bufferFor(name: string, length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${name}: ${length} bytes are too many for one read.`,
      { option: "length" },
      { hint: "Read them in several parts.", cause },
    );
  }
}

/** The DATA_CHANGED of a source. @param how it was noticed: `it has 10 bytes in place of 20` */
export function sourceChanged(name: string, how: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "DATA_CHANGED",
    `${name}: changed since it was opened (${how}).`,
    { path: name },
    { hint: "Open it again.", ...(cause === undefined ? {} : { cause }) },
  );
}
