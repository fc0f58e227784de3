import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import { blobSource } from "./blob-source.ts";
import {
  type ByteReadOptions,
  type ByteSource,
  bufferFor,
  type NamedSourceOptions,
  requireInside,
  sourceChanged,
} from "./byte-source.ts";
import { orAbort } from "./on-abort.ts";
import { originError } from "./opfs/origin-error.ts";

/** What is used of a `FileSystemFileHandle`. */
export interface OpfsFileHandle {
  readonly name: string;
  getFile(): Promise<File>;
}

/** What is used of a `FileSystemSyncAccessHandle`, which workers alone have. */
export interface OpfsSyncHandle {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
}

/**
 * A file of the origin private file system, where pages keep large data. From a sync access handle it has
 * `readSync`; the handle remains the caller's to close.
 *
 * @throws INVALID_OPTION; NOT_FOUND where the file was removed; IO; `signal.reason`
 */
export async function opfsSource(
  handle: OpfsFileHandle | OpfsSyncHandle,
  { signal, ...options }: NamedSourceOptions & ByteReadOptions = {},
): Promise<ByteSource> {
  signal?.throwIfAborted();
  if (isSyncHandle(handle)) return new SyncHandleSource(handle, options.name ?? "opfs");
  if (typeof (handle as Partial<OpfsFileHandle> | undefined)?.getFile !== "function") {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `opfsSource: must be given a FileSystemFileHandle or a FileSystemSyncAccessHandle, not ${shown(handle)}.`,
      { option: "handle" },
    );
  }
  const name = options.name ?? handle.name;
  const opening = handle.getFile().catch((cause) => {
    throw originError(cause, name);
  });
  const file = await orAbort(opening, signal);
  return blobSource(file, { name });
}

function isSyncHandle(handle: OpfsFileHandle | OpfsSyncHandle): handle is OpfsSyncHandle {
  return typeof (handle as Partial<OpfsSyncHandle> | undefined)?.getSize === "function";
}

class SyncHandleSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #handle: OpfsSyncHandle;

  constructor(handle: OpfsSyncHandle, name: string) {
    this.#handle = handle;
    this.name = name;
    this.size = this.#attempt(() => handle.getSize());
  }

  async read(offset: number, length: number, { signal }: ByteReadOptions = {}) {
    requireInside(this, offset, length);
    signal?.throwIfAborted();
    const bytes = bufferFor(this.name, length);
    this.#fill(offset, bytes);
    return bytes;
  }

  readSync(offset: number, into: Uint8Array): void {
    requireInside(this, offset, into.length);
    // Browsers do not read into shared memory.
    const bytes = bufferFor(this.name, into.length);
    this.#fill(offset, bytes);
    into.set(bytes);
  }

  #fill(offset: number, into: Uint8Array<ArrayBuffer>): void {
    const size = this.#attempt(() => this.#handle.getSize());
    if (size !== this.size) {
      throw sourceChanged(this.name, `it has ${size} bytes in place of ${this.size}`);
    }
    for (let done = 0; done < into.length; ) {
      const rest = into.subarray(done);
      const count = this.#attempt(() => this.#handle.read(rest, { at: offset + done }));
      if (count === 0) throw sourceChanged(this.name, `it ends at byte ${offset + done}`);
      done += count;
    }
  }

  #attempt<T>(call: () => T): T {
    try {
      return call();
    } catch (cause) {
      throw originError(cause, this.name);
    }
  }
}
