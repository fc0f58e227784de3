import type { Store } from "@imagenet-v2/stores";
import PQueue from "p-queue";
import { imageType } from "../../src/image-type.ts";
import { thumbnailOf } from "./thumbnail.ts";

export interface PictureAsked {
  readonly kind: "images" | "thumbnails";
  readonly index: number;
}

/** Thumbnails asked for within so many milliseconds belong together. */
const oneScreen = 250;

/** The pictures of a store. The screen that was asked for last is made first. */
export class Pictures {
  readonly #store: Store;
  // One core is left to scroll with.
  readonly #making = new PQueue({ concurrency: Math.max(navigator.hardwareConcurrency - 1, 1) });

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws what the store throws; for a thumbnail also where the browser cannot decode it; the signal's reason */
  picture({ kind, index }: PictureAsked, signal: AbortSignal): Promise<Blob> {
    const priority = Math.floor(performance.now() / oneScreen);
    const make = async () => {
      const bytes = await this.#store.read(index, { signal });
      const stored = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: imageType(bytes) });
      return kind === "images" ? stored : thumbnailOf(stored);
    };
    return this.#making.add(make, { signal, priority });
  }

  /** What is under way is not waited for. */
  clear(): void {
    this.#making.clear();
  }
}
