// What is used of a browser's own interfaces.
import type { OpfsFileHandle, OpfsSyncHandle } from "../opfs-source.ts";

export interface SyncHandle extends OpfsSyncHandle {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

export interface FileHandle extends OpfsFileHandle {
  readonly kind: "file";
  /** Browsers that do not know the mode ignore it: then the handle is exclusive. */
  createSyncAccessHandle(options?: { mode: "read-only" | "readwrite" }): Promise<SyncHandle>;
  move(folder: FolderHandle, name: string): Promise<void>;
}

export interface FolderHandle {
  readonly kind: "directory";
  readonly name: string;
  getFileHandle(name: string, options?: { create: boolean }): Promise<FileHandle>;
  getDirectoryHandle(name: string, options?: { create: boolean }): Promise<FolderHandle>;
  removeEntry(name: string, options?: { recursive: boolean }): Promise<void>;
  values(): AsyncIterable<FileHandle | FolderHandle>;
}

export interface StorageManager {
  getDirectory?(): Promise<FolderHandle>;
  estimate?(): Promise<{ readonly quota?: number; readonly usage?: number }>;
  persisted?(): Promise<boolean>;
  /** Pages alone have it. */
  persist?(): Promise<boolean>;
}

/** What is used of a `Worker`. */
export interface WebWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(
    type: "message" | "messageerror",
    listener: (event: { readonly data: unknown }) => void,
  ): void;
  addEventListener(
    type: "error",
    listener: (event: { readonly message?: string; preventDefault(): void }) => void,
  ): void;
  terminate(): void;
}

/** The storage of this page or worker; empty in insecure contexts, which have none. */
export function originStorage(): StorageManager {
  const { navigator } = globalThis as unknown as {
    navigator?: { readonly storage?: StorageManager };
  };
  return navigator?.storage ?? {};
}
