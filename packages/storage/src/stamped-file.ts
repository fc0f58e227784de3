import { type BigIntStats, fstatSync } from "node:fs";
import { type FileHandle, realpath } from "node:fs/promises";
import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { fill, fillSync } from "./fill.ts";
import { ioError } from "./io-error.ts";
import { fileError, openFile } from "./open-file.ts";

/** What tells one content of a file from the next without reading it. */
export interface FileStamp {
  readonly bytes: number;
  /** Time of the last change in nanoseconds; a string, because JSON has no such numbers. */
  readonly mtime: string;
}

// A file that nobody closed is closed when nobody can read from it any more. Left to itself Node does
// the same, with a warning, and means to make it an error.
const forgotten = new FinalizationRegistry((file: FileHandle) => {
  file.close().catch(() => {});
});

/** A file that is read at positions, and that must stay what it was when it was opened. */
export class StampedFile {
  /** Absolute, links followed. */
  readonly path: string;
  readonly stamp: FileStamp;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle, stamp: FileStamp) {
    this.path = path;
    this.#file = file;
    this.stamp = stamp;
    forgotten.register(this, file, this);
  }

  /** @throws NOT_FOUND, NOT_A_FILE, IO */
  static async open(path: string): Promise<StampedFile> {
    try {
      const real = await realpath(path);
      const file = await openFile(real);
      return new StampedFile(real, file, stampOf(await file.stat({ bigint: true })));
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /**
   * Opens a file again.
   *
   * @throws DATA_CHANGED if it is gone, or no longer what was stamped
   */
  static async reopen(path: string, stamp: FileStamp): Promise<StampedFile> {
    const file = await StampedFile.open(path).catch((cause: unknown) => {
      throw isImageNetV2Error(cause, "NOT_FOUND") ? fileChanged(path, cause) : cause;
    });
    if (sameStamp(file.stamp, stamp)) return file;
    await file.close();
    throw fileChanged(path);
  }

  get fd(): number {
    return this.#file.fd;
  }

  /**
   * Fills `into` from `position` on. Any number of reads may be under way at once.
   *
   * @throws DATA_CHANGED if the file was written to, even while it was read
   */
  async read(into: Uint8Array, position: number): Promise<void> {
    try {
      const filled = await fill(this.#file, into, position);
      if (filled < into.length) throw fileChanged(this.path);
      this.checkUnchanged();
    } catch (error) {
      throw ioError(error, this.path);
    }
  }

  /** The same, blocking. */
  readSync(into: Uint8Array, position: number): void {
    try {
      if (fillSync(this.fd, into, position) < into.length) throw fileChanged(this.path);
      this.checkUnchanged();
    } catch (error) {
      throw ioError(error, this.path);
    }
  }

  /**
   * Looks at the time of the last change, after the bytes were read: whoever writes sets it first. The
   * look blocks, which takes two microseconds, where waiting for it takes fifty.
   */
  checkUnchanged(): void {
    if (!sameStamp(stampOf(fstatSync(this.fd, { bigint: true })), this.stamp)) {
      throw fileChanged(this.path);
    }
  }

  /** All bytes in order, in pieces of this size. */
  async *chunks(chunkBytes: number): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < this.stamp.bytes; position += chunkBytes) {
      const chunk = new Uint8Array(Math.min(chunkBytes, this.stamp.bytes - position));
      await this.read(chunk, position);
      yield chunk;
    }
  }

  /** Waits for reads under way. */
  async close(): Promise<void> {
    forgotten.unregister(this);
    await this.#file.close();
  }
}

export function stampOf({ size, mtimeNs }: Pick<BigIntStats, "size" | "mtimeNs">): FileStamp {
  return { bytes: Number(size), mtime: String(mtimeNs) };
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.bytes === b.bytes && a.mtime === b.mtime;
}

export function fileChanged(path: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "DATA_CHANGED",
    `${path}: the file is no longer the one that was opened.`,
    { path },
    { hint: "Something wrote to it; open it again.", cause },
  );
}
