import { fillSync } from "@imagenet-v2/storage/internal/node";
import { beyond } from "../../limits.ts";
import type { ByteSource } from "../../wire.ts";

const windowLength = 4096;

/** A file through a small window that follows the reads: what lies near a read costs nothing more. */
export class FileWindow implements ByteSource {
  readonly length: number;
  readonly #fd: number;
  readonly #path: string;
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;
  #limit = Number.POSITIVE_INFINITY;
  #left = Number.POSITIVE_INFINITY;

  constructor(fd: number, length: number, path: string) {
    this.#fd = fd;
    this.length = length;
    this.#path = path;
  }

  /** From now on, at most so many bytes are read from the file through {@link subarray}. */
  allow(bytes: number): void {
    this.#limit = bytes;
    this.#left = bytes;
  }

  /**
   * Fewer bytes where the file ends.
   *
   * @throws UNSUPPORTED for more than was allowed
   */
  subarray(start: number, end: number): Uint8Array {
    if (start < this.#start || end > this.#start + this.#window.length) {
      const length = Math.max(windowLength, end - start);
      this.#left -= length;
      if (this.#left < 0) throw this.#tooLong(start);
      // A new buffer each time: views of the one before stay what they are.
      this.#window = this.read(start, length);
      this.#start = start;
    }
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  /** Past the window, and without a limit: `length` bytes, or fewer where the file ends. */
  read(position: number, length: number): Uint8Array {
    const into = new Uint8Array(length);
    return into.subarray(0, fillSync(this.#fd, into, position));
  }

  #tooLong(offset: number): Error {
    return beyond(
      `an example with more than ${this.#limit} bytes beside its long features`,
      "Name its long features, which are not read.",
      { path: this.#path, offset },
    );
  }
}
