import { availableParallelism } from "node:os";
import { decodeImage } from "@imagenet-v2/decode";
import type { Store } from "@imagenet-v2/stores";
import { encodeJpeg, thumbnail } from "@imagenet-v2/view";
import { LRUCache } from "lru-cache";
import PQueue from "p-queue";

/** Twice a tile's side, for dense screens; a few kilobytes. */
const thumbnailSide = 256;
const thumbnailQuality = 80;
/** All 10,000 of a variant fit, more or less. */
const cacheBytes = 96 * 1024 * 1024;
/** Thumbnails asked for within so many milliseconds belong together. */
const oneScreen = 250;
/** Reads of original pictures at a time. */
const readsAtOnce = 32;

/** The pictures of a store: originals as they lie there, thumbnails made when first asked for. */
export class Pictures {
  readonly #store: Store;
  readonly #cache = new LRUCache<number, Uint8Array>({
    maxSize: cacheBytes,
    sizeCalculation: ({ length }) => length,
  });
  // The browser, often on the same machine, needs a core to scroll with.
  readonly #making = new PQueue({ concurrency: Math.max(availableParallelism() - 1, 1) });
  readonly #reading = new PQueue({ concurrency: readsAtOnce });

  constructor(store: Store) {
    this.#store = store;
  }

  /** The stored bytes. @throws what the store throws, the signal's reason */
  original(index: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.#reading.add(() => this.#store.read(index, { signal }), { signal });
  }

  /**
   * A JPEG within 256 × 256. The screen that was asked for last is made first, and within it what was
   * asked for first: after a long scroll it is what the reader looks at.
   *
   * @throws what the store throws; CORRUPT_IMAGE, NOT_A_JPEG, IMAGE_TOO_LARGE, UNSUPPORTED; the signal's reason
   */
  async thumbnail(index: number, signal: AbortSignal): Promise<Uint8Array> {
    const kept = this.#cache.get(index);
    if (kept !== undefined) return kept;
    return this.#making.add(
      async () => {
        const stored = await this.#store.read(index, { signal });
        const made = await makeThumbnail(stored, this.#store.fileName(index));
        this.#cache.set(index, made);
        return made;
      },
      { signal, priority: Math.floor(performance.now() / oneScreen) },
    );
  }

  /** Forgets everything; what is under way is not waited for. */
  clear(): void {
    this.#making.clear();
    this.#reading.clear();
    this.#cache.clear();
  }
}

/** @param name what errors call the image */
export async function makeThumbnail(stored: Uint8Array, name: string): Promise<Uint8Array> {
  const box = { width: thumbnailSide, height: thumbnailSide, fit: "inside" } as const;
  const image = await decodeImage(stored, { name });
  return encodeJpeg(await thumbnail(image, box), { quality: thumbnailQuality });
}
