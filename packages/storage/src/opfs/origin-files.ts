import type { ByteSource, NamedSourceOptions } from "../byte-source.ts";

/**
 * The origin's own files. Paths are relative to `imagenet-v2/`, with `/`: `"downloads/archive.tar"`.
 *
 * Refusals are typed: INVALID_OPTION for a path that cannot be one, NOT_FOUND, DISK_FULL where the browser gives no more
 * room, DATA_CHANGED where a file is no longer what it was, IO for what else it says, WORKER_DIED.
 */
export interface OriginFiles {
  /**
   * Opens a file, to be closed. Many may read it at once; who writes is alone with it: another tab, worker or call that
   * wants to write gets IO, and one that wants to read gets the bytes as they were when it opened, slower.
   *
   * @param how `"write"` creates it where there is none, with its folders, keeps what is in it, and reads, too
   * @throws NOT_FOUND for reading what is not there
   */
  open(path: string, how: "read" | "write", options?: NamedSourceOptions): Promise<OriginFile>;
  /** The files in a folder, without those in folders of it. Nothing where there is no such folder. */
  list(folder: string): Promise<ListedFile[]>;
  /**
   * Gives a file another name, at once, in place of whatever has it: so that nothing half-made ever has the final one.
   * Nobody may have either open.
   */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. Fine where there is none. */
  remove(path: string): Promise<void>;
  /**
   * Asks the browser not to clear this site's files when the disk fills up, and whether they may grow by so many bytes.
   *
   * @throws DISK_FULL with both figures
   */
  requireSpace(bytes: number): Promise<void>;
  /** Closes what was opened through this. The worker ends with the last who uses it. */
  close(): Promise<void>;
}

export interface ListedFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * A file of the origin. Its `identity` (time and size) is that of a file opened for reading. In a dedicated worker it has
 * `readSync`, unless somebody else has the file open for writing.
 */
export interface OriginFile extends ByteSource {
  /**
   * Writes bytes, and zeros before them where the file ends earlier.
   *
   * @param bytes are given away: their memory goes to the worker. Not to be used again
   * @throws DISK_FULL with how many bytes had no room; IO if it was opened for reading
   */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Cuts it, or lengthens it with zeros. */
  truncate(size: number): Promise<void>;
  /** Returns when what was written is on the disk. */
  flush(): Promise<void>;
  /** May be called twice. Later reads and writes are IO. */
  close(): Promise<void>;
}

/** What was opened, as the worker tells. */
export interface OpenedFile {
  readonly id: number;
  readonly size: number;
  readonly identity: string | undefined;
  /** Whether it can be read without waiting, by whoever has the handle. */
  readonly isSync: boolean;
}

/** What is asked of whoever has the handles: plain data, so that a message can ask it. Sizes are those after the call. */
export interface FileCalls {
  open(path: string, how: "read" | "write", name: string): Promise<OpenedFile>;
  read(id: number, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  write(id: number, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  truncate(id: number, size: number): Promise<number>;
  flush(id: number): Promise<void>;
  close(id: number): Promise<void>;
  list(folder: string): Promise<ListedFile[]>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}
