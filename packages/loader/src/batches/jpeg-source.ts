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

/** How many images are read before somebody needs them. */
const ahead = 32;

/**
 * Reads from any store, in the order of the run and some images ahead: for those whose bytes take a while.
 * Begins with the first image that is asked for.
 */
export class JpegsAhead implements JpegSource {
  readonly #store: Store;
  readonly #indices: Uint32Array;
  readonly #closing = new AbortController();
  readonly #reading = new Map<number, Promise<StoredJpeg>>();
  #begun = 0;

  constructor(store: Store, indices: Uint32Array) {
    this.#store = store;
    this.#indices = indices;
  }

  read(number: number): Promise<StoredJpeg> {
    const end = Math.min(number + 1 + ahead, this.#indices.length);
    for (; this.#begun < end; this.#begun++) {
      const reading = this.#read(this.#begun);
      // Whoever asks for it is told. Nobody may, where the run ends before.
      reading.catch(() => {});
      this.#reading.set(this.#begun, reading);
    }
    const reading = this.#reading.get(number);
    this.#reading.delete(number);
    // Again, for a thread that had no room for the tensor.
    return reading ?? this.#read(number);
  }

  /** Ends the reads under way and waits for that. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#reading.values());
  }

  async #read(number: number): Promise<StoredJpeg> {
    const index = this.#indices[number] as number;
    checkImageBytes(this.#store, index);
    const bytes = await this.#store.read(index, { signal: this.#closing.signal });
    return { name: this.#store.fileName(index), bytes };
  }
}
