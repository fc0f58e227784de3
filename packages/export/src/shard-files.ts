import { type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import type { OutputFile } from "./example-format.ts";

/** The files that one shard makes: all are on the disk, or closed, when it is done with. */
export class ShardFiles {
  readonly #folder: string;
  readonly #files: ShardFile[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bytes of all files so far. */
  get length(): number {
    return this.#files.reduce((sum, { length }) => sum + length, 0);
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
    const file = new ShardFile(await open(join(this.#folder, fileName), "wx"));
    this.#files.push(file);
    return file;
  }

  /** Puts all of them on the disk. */
  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  /** Lets go of those that are still open, finished or not. */
  async release(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.release()));
  }
}

class ShardFile implements OutputFile {
  readonly #handle: FileHandle;
  #length = 0;
  #open = true;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  get length(): number {
    return this.#length;
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    await this.#handle.writeFile(bytes);
    this.#length += Buffer.byteLength(bytes);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    await this.#handle.sync();
    await this.release();
  }

  async release(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}
