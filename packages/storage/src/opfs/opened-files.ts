import { ImageNetV2Error } from "@imagenet-v2/core";
import {
  type ByteReadOptions,
  bufferFor,
  type NamedSourceOptions,
  requireInside,
} from "../byte-source.ts";
import { orAbort } from "../on-abort.ts";
import type { HeldFiles } from "./held-files.ts";
import type { FileCalls, OpenedFile, OriginFile, OriginFiles } from "./origin-files.ts";
import { requireOriginSpace } from "./require-space.ts";

/** Who has the handles: a worker that is asked, or, in a dedicated worker, this thread. */
export type Holder = FileCalls & Partial<Pick<HeldFiles, "readSync">>;

/** The origin's files as one of their users has them. */
export class OpenedFiles implements OriginFiles {
  readonly #holder: Holder;
  readonly #release: () => void;
  readonly #open = new Set<OriginFile>();
  #closed = false;

  /** @param release lets go of the holder */
  constructor(holder: Holder, release: () => void) {
    this.#holder = holder;
    this.#release = release;
  }

  async open(
    path: string,
    how: "read" | "write",
    { name = path }: NamedSourceOptions = {},
  ): Promise<OriginFile> {
    const opened = await this.#asked().open(path, how, name);
    const file: OriginFile = new OpenedOriginFile(name, this.#holder, opened, () =>
      this.#open.delete(file),
    );
    this.#open.add(file);
    if (this.#closed) await file.close();
    return file;
  }

  list(folder: string) {
    return this.#asked().list(folder);
  }

  rename(from: string, to: string) {
    return this.#asked().rename(from, to);
  }

  remove(path: string) {
    return this.#asked().remove(path);
  }

  requireSpace(bytes: number) {
    return requireOriginSpace(bytes);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(Array.from(this.#open, (file) => file.close()));
    this.#release();
  }

  #asked(): Holder {
    if (this.#closed) throw closed("this site's stored files");
    return this.#holder;
  }
}

class OpenedOriginFile implements OriginFile {
  readonly name: string;
  readonly identity: string | undefined;
  readonly readSync?: (offset: number, into: Uint8Array) => void;
  readonly #holder: FileCalls;
  readonly #id: number;
  readonly #onClose: () => void;
  #size: number;
  #closing: Promise<void> | undefined;

  constructor(
    name: string,
    holder: Holder,
    { id, size, identity, isSync }: OpenedFile,
    onClose: () => void,
  ) {
    this.name = name;
    this.identity = identity;
    this.#holder = holder;
    this.#id = id;
    this.#size = size;
    this.#onClose = onClose;
    if (isSync && holder.readSync !== undefined) {
      this.readSync = (offset, into) => {
        this.#check(offset, into.length);
        // Browsers do not read into shared memory.
        const bytes = bufferFor(name, into.length);
        holder.readSync?.(id, offset, bytes);
        into.set(bytes);
      };
    }
  }

  get size(): number {
    return this.#size;
  }

  async read(offset: number, length: number, { signal }: ByteReadOptions = {}) {
    this.#check(offset, length);
    signal?.throwIfAborted();
    return orAbort(this.#holder.read(this.#id, offset, length), signal);
  }

  async write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#requireOpen();
    this.#size = await this.#holder.write(this.#id, offset, bytes);
  }

  async truncate(size: number): Promise<void> {
    this.#requireOpen();
    this.#size = await this.#holder.truncate(this.#id, size);
  }

  async flush(): Promise<void> {
    this.#requireOpen();
    await this.#holder.flush(this.#id);
  }

  close(): Promise<void> {
    this.#closing ??= this.#holder.close(this.#id).finally(this.#onClose);
    return this.#closing;
  }

  #check(offset: number, length: number): void {
    this.#requireOpen();
    requireInside(this, offset, length);
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw closed(this.name);
  }
}

function closed(path: string): ImageNetV2Error {
  return new ImageNetV2Error("IO", `${path}: closed.`, { path, errno: "EBADF" });
}
