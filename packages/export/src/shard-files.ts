import { type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { isBytes } from "@imagenet-v2/core/internal";
import type { OutputFile } from "./example-format.ts";

/** The files that one shard makes: all are on the disk, or closed, when it is done with. */
export class ShardFiles {
  readonly #folder: string;
  /** Those that are still open: of ten thousand small ones, a few. */
  readonly #open = new Set<ShardFile>();
  #length = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bytes of all files so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * @throws INVALID_OPTION if the name leads out of the folder
   * @throws IO, also if there is such a file
   */
  async create(fileName: string): Promise<OutputFile> {
    if (basename(fileName) !== fileName || /^\.*$/.test(fileName) || fileName.includes("\\")) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `A shard's file is called ${JSON.stringify(fileName)}, which is not a plain file name.`,
        { option: "fileName" },
      );
    }
    const file = new ShardFile(fileName, await open(join(this.#folder, fileName), "wx"), {
      wrote: (bytes) => {
        this.#length += bytes;
      },
      failed: (error) => {
        this.#failure ??= { error };
      },
      closed: () => this.#open.delete(file),
    });
    this.#open.add(file);
    return file;
  }

  /**
   * Waits for the writes that the format did not wait for.
   *
   * @throws what any write threw
   */
  async written(): Promise<void> {
    for (const file of [...this.#open]) await file.written();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Puts all of them on the disk. */
  async close(): Promise<void> {
    await this.written();
    for (const file of [...this.#open]) await file.close();
  }

  /** Lets go of those that are still open, finished or not. */
  async release(): Promise<void> {
    await Promise.all(Array.from(this.#open, (file) => file.release()));
  }
}

/** Whom a file tells what became of it. */
interface Told {
  wrote(bytes: number): void;
  failed(error: unknown): void;
  closed(): void;
}

class ShardFile implements OutputFile {
  readonly #name: string;
  readonly #handle: FileHandle;
  readonly #told: Told;
  #length = 0;
  #isOpen = true;
  /** The last write: each begins when the one before it has ended, waited for or not. */
  #last: Promise<void> = Promise.resolve();

  constructor(name: string, handle: FileHandle, told: Told) {
    this.#name = name;
    this.#handle = handle;
    this.#told = told;
  }

  get length(): number {
    return this.#length;
  }

  write(bytes: Uint8Array | string): Promise<void> {
    if (!this.#isOpen) this.#told.failed(this.#refused("it is closed"));
    this.#last = this.#last.then(() => this.#append(bytes));
    // A format that does not wait fails all the same, and leaves no unhandled rejection.
    this.#last.catch((error) => this.#told.failed(error));
    return this.#last;
  }

  /** Waits for the writes so far. */
  async written(): Promise<void> {
    await this.#last.catch(() => {});
  }

  async close(): Promise<void> {
    await this.#last;
    if (!this.#isOpen) return;
    await this.#handle.sync();
    await this.release();
  }

  async release(): Promise<void> {
    await this.written();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#told.closed();
    await this.#handle.close();
  }

  async #append(bytes: Uint8Array | string): Promise<void> {
    if (!this.#isOpen) throw this.#refused("it is closed");
    if (typeof bytes !== "string" && !isBytes(bytes)) {
      throw this.#refused(`${typeof bytes} is neither a string nor a Uint8Array`);
    }
    await this.#handle.writeFile(bytes);
    const length = Buffer.byteLength(bytes);
    this.#length += length;
    this.#told.wrote(length);
  }

  #refused(why: string): ImageNetV2Error {
    return new ImageNetV2Error("INVALID_OPTION", `${this.#name} cannot be written to: ${why}.`, {
      option: "openShard",
    });
  }
}
