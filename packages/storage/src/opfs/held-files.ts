import { ImageNetV2Error } from "@imagenet-v2/core";
import { blobSource } from "../blob-source.ts";
import { type ByteSource, bufferFor, requireInside, sourceChanged } from "../byte-source.ts";
import { originError, typed } from "./origin-error.ts";
import type { FileCalls, ListedFile, OpenedFile } from "./origin-files.ts";
import { fileAt, folderAt, isAbsent, parentOf } from "./origin-path.ts";
import { ReadHandles } from "./read-handles.ts";
import type { FolderHandle, SyncHandle } from "./web-types.ts";

/** A file that is open: by a handle of its own to write, a shared one to read, or as the Blob of what is in it. */
interface HeldFile {
  readonly name: string;
  readonly handle?: SyncHandle | undefined;
  readonly isWritable: boolean;
  /** Of a file that is read: it does not change. */
  readonly size?: number | undefined;
  readonly blob?: ByteSource | undefined;
  release(): void;
}

/** The origin's files, in a dedicated worker, which has handles that read and write without waiting. */
export class HeldFiles implements FileCalls {
  readonly #root: FolderHandle;
  readonly #readHandles = new ReadHandles();
  readonly #held = new Map<number, HeldFile>();
  #last = 0;

  constructor(root: FolderHandle) {
    this.#root = root;
  }

  async open(path: string, how: "read" | "write", name: string): Promise<OpenedFile> {
    return typed(name, () =>
      how === "write" ? this.#openToWrite(path, name) : this.#openToRead(path, name),
    );
  }

  async read(id: number, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { blob, name } = this.#get(id);
    if (blob !== undefined) return blob.read(offset, length);
    const bytes = bufferFor(name, length);
    this.readSync(id, offset, bytes);
    return bytes;
  }

  /** Fills a buffer, which is not a shared one. */
  readSync(id: number, offset: number, into: Uint8Array<ArrayBuffer>): void {
    const { name, handle, size } = this.#get(id);
    if (handle === undefined) throw new TypeError(`${name} cannot be read without waiting`);
    try {
      const now = handle.getSize();
      if (size !== undefined && now !== size) {
        throw sourceChanged(name, `it has ${now} bytes in place of ${size}`);
      }
      requireInside({ name, size: now }, offset, into.length);
      for (let done = 0; done < into.length; ) {
        const count = handle.read(into.subarray(done), { at: offset + done });
        if (count === 0) throw sourceChanged(name, `it ends at byte ${offset + done}`);
        done += count;
      }
    } catch (cause) {
      throw originError(cause, name);
    }
  }

  async write(id: number, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    const { name, handle } = this.#writable(id);
    await typed(
      name,
      () => {
        for (let done = 0; done < bytes.length; ) {
          const count = handle.write(bytes.subarray(done), { at: offset + done });
          if (count === 0) throw new Error("the browser wrote nothing");
          done += count;
        }
      },
      bytes.length,
    );
    return handle.getSize();
  }

  async truncate(id: number, size: number): Promise<number> {
    const { name, handle } = this.#writable(id);
    await typed(name, () => handle.truncate(size), Math.max(0, size - handle.getSize()));
    return size;
  }

  async flush(id: number): Promise<void> {
    const { name, handle } = this.#writable(id);
    await typed(name, () => handle.flush());
  }

  async close(id: number): Promise<void> {
    this.#held.get(id)?.release();
    this.#held.delete(id);
  }

  async list(path: string): Promise<ListedFile[]> {
    return typed(path, async () => {
      const folder = await folderAt(this.#root, path);
      const found: ListedFile[] = [];
      if (folder === undefined) return found;
      for await (const entry of folder.values()) {
        if (entry.kind === "file")
          found.push({ name: entry.name, size: (await entry.getFile()).size });
      }
      return found;
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await typed(from, async () => {
      const file = await fileAt(this.#root, from, false);
      const { folder, base } = await parentOf(this.#root, to, true);
      await file.move(folder, base);
    });
  }

  async remove(path: string): Promise<void> {
    await typed(path, async () => {
      try {
        const { folder, base } = await parentOf(this.#root, path, false);
        await folder.removeEntry(base, { recursive: true });
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    });
  }

  async #openToWrite(path: string, name: string): Promise<OpenedFile> {
    const file = await fileAt(this.#root, path, true);
    const handle = await file.createSyncAccessHandle();
    const id = this.#hold({ name, handle, isWritable: true, release: () => handle.close() });
    return { id, size: handle.getSize(), identity: undefined, isSync: true };
  }

  async #openToRead(path: string, name: string): Promise<OpenedFile> {
    const file = await fileAt(this.#root, path, false);
    const borrowed = await this.#readHandles.borrow(path, file);
    try {
      const now = await file.getFile();
      const { size, lastModified } = now;
      const { handle, release = () => {} } = borrowed ?? {};
      const blob = handle === undefined ? blobSource(now, { name }) : undefined;
      const id = this.#hold({ name, handle, blob, size, isWritable: false, release });
      return { id, size, identity: `${lastModified}-${size}`, isSync: handle !== undefined };
    } catch (error) {
      borrowed?.release();
      throw error;
    }
  }

  #hold(file: HeldFile): number {
    const id = ++this.#last;
    this.#held.set(id, file);
    return id;
  }

  #get(id: number): HeldFile {
    const file = this.#held.get(id);
    if (file === undefined) throw new TypeError(`no file ${id} is open`);
    return file;
  }

  #writable(id: number): { readonly name: string; readonly handle: SyncHandle } {
    const { name, handle, isWritable } = this.#get(id);
    if (handle !== undefined && isWritable) return { name, handle };
    throw new ImageNetV2Error("IO", `${name}: opened for reading alone.`, {
      path: name,
      errno: "EBADF",
    });
  }
}
