import type { FileDigest, HashOptions } from "@imagenet-v2/storage/node";
import type { OriginFile, OriginFiles } from "@imagenet-v2/storage/opfs";
import type { IHasher } from "hash-wasm";
import { MOST_STATE_BYTES, type PartState, parseState } from "../part-state.ts";
import type { Provable } from "../proven-bytes.ts";
import { WriteBehind } from "../write-behind.ts";
import { hashOf } from "./hashing.ts";

export interface TakeOptions extends HashOptions {
  /** Told of what is thrown away. */
  readonly onNote: (note: string) => void;
}

/**
 * An unfinished download among the origin's own files: the bytes in `<path>.part`, and where they came
 * from in `<path>.part.json`. One tab or worker has it open at a time. Its bytes are hashed as they come;
 * those of an earlier run are read and hashed again when it is taken.
 */
export class OriginPart implements Provable<FileDigest> {
  readonly #files: OriginFiles;
  readonly #path: string;
  readonly #file: OriginFile;
  readonly #writing: WriteBehind;
  readonly #hash: IHasher;
  #state: PartState | undefined;

  private constructor(
    files: OriginFiles,
    path: string,
    file: OriginFile,
    came: { bytes: number; hash: IHasher; state: PartState | undefined },
  ) {
    this.#files = files;
    this.#path = path;
    this.#file = file;
    this.#hash = came.hash;
    this.#state = came.state;
    this.#writing = new WriteBehind(came.bytes, async (chunks, position) => {
      const bytes = joined(chunks);
      const { length } = bytes;
      await file.write(position, bytes);
      return length;
    });
  }

  /**
   * Takes what lies there of `path`, or makes an empty one. What is longer than the file is thrown away.
   *
   * @param longest how many bytes it may have
   */
  static async take(
    files: OriginFiles,
    path: string,
    longest: number,
    { onNote, ...options }: TakeOptions,
  ): Promise<OriginPart> {
    const file = await files.open(dataPath(path), "write");
    try {
      if (file.size > longest) {
        onNote(
          `What was left of an earlier download has ${file.size} bytes, more than the file: it was thrown away.`,
        );
        await file.truncate(0);
      }
      const hash = await hashOf(file, options);
      const state = await readState(files, path);
      return new OriginPart(files, path, file, { bytes: file.size, hash, state });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#writing.bytes;
  }

  /** How many of them are written. */
  get written(): number {
    return this.#writing.written;
  }

  get state(): PartState | undefined {
    return this.#state;
  }

  async remember(state: PartState): Promise<void> {
    if (state.url === this.#state?.url && state.etag === this.#state.etag) return;
    this.#state = state;
    const file = await this.#files.open(statePath(this.#path), "write");
    try {
      const bytes = new TextEncoder().encode(JSON.stringify(state));
      await file.truncate(0);
      await file.write(0, bytes);
    } finally {
      await file.close();
    }
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    await this.#writing.append(chunk);
  }

  async restart(): Promise<void> {
    await this.#writing.drop();
    await this.#file.truncate(0);
    this.#writing.restart();
    this.#hash.init();
  }

  async finish(): Promise<FileDigest> {
    await this.#writing.settle();
    await this.#file.flush();
    return { bytes: this.bytes, sha256: this.#hash.digest("hex") };
  }

  async head(): Promise<Uint8Array> {
    return this.#file.read(0, Math.min(512, this.#writing.written));
  }

  /** Gives the finished bytes their final name, in place of what has it. */
  async publish(): Promise<void> {
    await this.#file.close();
    await this.#files.rename(dataPath(this.#path), this.#path);
    await this.#files.remove(statePath(this.#path));
  }

  /** Leaves the part for the next run. An empty one is removed. */
  async release(): Promise<void> {
    await this.#writing.settle().catch(() => {});
    await this.#file.flush().catch(() => {});
    await this.#file.close().catch(() => {});
    if (this.#writing.written > 0) return;
    for (const path of [dataPath(this.#path), statePath(this.#path)]) {
      await this.#files.remove(path).catch(() => {});
    }
  }
}

export function dataPath(path: string): string {
  return `${path}.part`;
}

function statePath(path: string): string {
  return `${path}.part.json`;
}

/** Without it, the rest is asked for as of any file, and the checksum decides. */
async function readState(files: OriginFiles, path: string): Promise<PartState | undefined> {
  try {
    const file = await files.open(statePath(path), "read");
    try {
      const bytes = await file.read(0, Math.min(file.size, MOST_STATE_BYTES));
      return parseState(new TextDecoder().decode(bytes));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** Chunks in a buffer of their own, which may be handed to a worker. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
