import { ImageNetV2Error } from "@imagenet-v2/core";
import { checkImageBytes } from "./image-bytes.ts";
import type { Store, StoreInfo } from "./store.ts";

/** A list of examples in storage order: all that is known of them without reading an image. */
export interface Listing {
  readonly fileNames: readonly string[];
  readonly labels: readonly number[];
  /** Bytes of each image. */
  readonly sizes: readonly number[];
  readonly shardLengths: readonly number[];
}

/** What every store does alike that knows its examples from a list. */
export abstract class ListedStore implements Store {
  readonly info: StoreInfo;
  readonly length: number;
  readonly shardLengths: readonly number[];
  readonly #fileNames: readonly string[];
  readonly #labels: readonly number[];
  readonly #sizes: readonly number[];
  readonly #reading = new Set<Promise<Uint8Array>>();
  #closed = false;

  constructor(info: StoreInfo, { fileNames, labels, sizes, shardLengths }: Listing) {
    this.info = info;
    this.length = fileNames.length;
    this.shardLengths = shardLengths;
    this.#fileNames = fileNames;
    this.#labels = labels;
    this.#sizes = sizes;
  }

  fileName(index: number): string {
    return this.#fileNames[this.#valid(index)] as string;
  }

  label(index: number): number {
    return this.#labels[this.#valid(index)] as number;
  }

  byteLength(index: number): number {
    return this.#sizes[this.#valid(index)] as number;
  }

  async read(
    index: number,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Uint8Array> {
    signal?.throwIfAborted();
    this.#open();
    checkImageBytes(this, index);
    const reading = this.readImage(index, signal);
    this.#reading.add(reading);
    try {
      const bytes = await reading;
      signal?.throwIfAborted();
      return bytes;
    } finally {
      this.#reading.delete(reading);
    }
  }

  /** `readSync` of a store that has it. @param fill fills a buffer of exactly the image's size */
  protected readNow(
    index: number,
    into: Uint8Array | undefined,
    fill: (target: Uint8Array) => void,
  ): Uint8Array {
    this.#open();
    checkImageBytes(this, index);
    const length = this.byteLength(index);
    if (into !== undefined && into.length < length) {
      const message = `${this.fileName(index)} has ${length} bytes; there is room for ${into.length}.`;
      throw new ImageNetV2Error("INVALID_OPTION", message, { option: "into" });
    }
    const target = into === undefined ? new Uint8Array(length) : into.subarray(0, length);
    fill(target);
    return target;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#reading);
    await this.release();
  }

  abstract archiveOrder(): Uint32Array;
  /** Reads an image into a buffer of its own. */
  protected abstract readImage(index: number, signal: AbortSignal | undefined): Promise<Uint8Array>;
  protected abstract release(): Promise<void>;

  #valid(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return index;
    const message = `There is no example ${index} among ${this.length}.`;
    throw new ImageNetV2Error("INVALID_OPTION", message, { option: "index" });
  }

  #open(): void {
    if (!this.#closed) return;
    const { path } = this.info;
    throw new ImageNetV2Error("IO", `${path}: the store is closed.`, { path, errno: "EBADF" });
  }
}

/** The indices in ascending order of where each image lies. */
export function sortedBy(positions: readonly number[]): Uint32Array {
  const at = (index: number) => positions[index] as number;
  return Uint32Array.from(positions.keys()).sort((a, b) => at(a) - at(b));
}
