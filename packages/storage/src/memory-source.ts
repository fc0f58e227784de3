import { ImageNetV2Error } from "@imagenet-v2/core";
import { isBytes, shown } from "@imagenet-v2/core/internal";
import {
  type ByteReadOptions,
  bufferFor,
  type NamedSourceOptions,
  requireInside,
  type SyncByteSource,
  sourceChanged,
} from "./byte-source.ts";

/**
 * Bytes that are in memory already. They are not copied: what is written to them is read.
 *
 * @throws INVALID_OPTION unless they are a Uint8Array
 */
export function memorySource(
  bytes: Uint8Array,
  { name = "memory" }: NamedSourceOptions = {},
): SyncByteSource {
  if (!isBytes(bytes)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `memorySource: must be given a Uint8Array, not ${shown(bytes)}.`,
      { option: "bytes" },
      { hint: "Of an ArrayBuffer make one: new Uint8Array(buffer)." },
    );
  }
  return new MemorySource(bytes, name);
}

class MemorySource implements SyncByteSource {
  readonly name: string;
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.name = name;
    this.size = bytes.length;
  }

  async read(offset: number, length: number, { signal }: ByteReadOptions = {}) {
    requireInside(this, offset, length);
    signal?.throwIfAborted();
    const into = bufferFor(this.name, length);
    this.readSync(offset, into);
    return into;
  }

  readSync(offset: number, into: Uint8Array): void {
    requireInside(this, offset, into.length);
    // A buffer that was sent to another thread has no bytes left here, and a resizable one may have fewer.
    if (this.#bytes.length !== this.size) {
      throw sourceChanged(this.name, `it has ${this.#bytes.length} bytes in place of ${this.size}`);
    }
    into.set(this.#bytes.subarray(offset, offset + into.length));
  }
}
