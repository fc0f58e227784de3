import type { Store } from "@imagenet-v2/stores";
import { checkImageBytes, type SyncStore } from "@imagenet-v2/stores/internal";

export interface StoredJpeg {
  /** What errors call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where a thread that makes tensors gets the JPEGs of a run from. */
export interface JpegSource {
  /**
   * @param number of the image in the run
   * @param room memory that its bytes may be put into
   */
  read(number: number, room: (length: number) => Uint8Array): StoredJpeg | Promise<StoredJpeg>;
}

/** Reads the image of a number, which may take a while. */
export type JpegReader = (number: number, signal: AbortSignal) => Promise<StoredJpeg>;

/** Reads from a store when an image is needed, without waiting. */
export function storedJpegs(store: SyncStore, indices: Uint32Array): JpegSource {
  return {
    read(number, room) {
      const index = indices[number] as number;
      checkImageBytes(store, index);
      const bytes = store.readSync(index, room(store.byteLength(index)));
      return { name: store.fileName(index), bytes };
    },
  };
}

/** Reads from any store. */
export function readerOf(store: Store, indices: Uint32Array): JpegReader {
  return async (number, signal) => {
    const index = indices[number] as number;
    checkImageBytes(store, index);
    const bytes = await store.read(index, { signal });
    return { name: store.fileName(index), bytes };
  };
}

/** How many images are read before somebody needs them. */
const ahead = 32;

/** Reads some images ahead, in the order in which they are expected to be asked for. */
export class JpegsAhead implements JpegSource {
  readonly #reader: JpegReader;
  readonly #closing = new AbortController();
  readonly #reading = new Map<number, Promise<StoredJpeg>>();
  readonly #expected: Set<number>;

  /** @param expected is read from the first time on that somebody asks */
  constructor(reader: JpegReader, expected: Iterable<number> = []) {
    this.#reader = reader;
    this.#expected = new Set(expected);
  }

  /** After all others, this number will be asked for: it is read as soon as there is room for it. */
  expect(number: number): void {
    this.#expected.add(number);
    this.#fill();
  }

  read(number: number): Promise<StoredJpeg> {
    this.#expected.delete(number);
    // Also again, for a thread that had no room for the tensor.
    const reading = this.#reading.get(number) ?? this.#reader(number, this.#closing.signal);
    this.#reading.delete(number);
    this.#fill();
    return reading;
  }

  /** Ends the reads under way and waits for that. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#reading.values());
  }

  #fill(): void {
    for (const number of this.#expected) {
      if (this.#reading.size >= ahead) return;
      this.#expected.delete(number);
      const reading = this.#reader(number, this.#closing.signal);
      // Whoever asks for it is told. Nobody may, where the run ends before.
      reading.catch(() => {});
      this.#reading.set(number, reading);
    }
  }
}
