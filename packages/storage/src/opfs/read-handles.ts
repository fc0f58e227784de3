import { isError } from "@imagenet-v2/core/internal";
import type { FileHandle, SyncHandle } from "./web-types.ts";

interface Lent {
  readonly handle: Promise<SyncHandle>;
  users: number;
}

/**
 * Handles to read by, one for each path: browsers that do not know the mode "read-only" give a single handle of a file,
 * to whoever comes first.
 */
export class ReadHandles {
  readonly #lent = new Map<string, Lent>();

  /** @returns the handle, and what gives it back; `undefined` where another worker or tab is alone with the file */
  async borrow(
    path: string,
    file: FileHandle,
  ): Promise<{ handle: SyncHandle; release: () => void } | undefined> {
    const lent = this.#lent.get(path) ?? {
      handle: file.createSyncAccessHandle({ mode: "read-only" }),
      users: 0,
    };
    this.#lent.set(path, lent);
    lent.users++;
    try {
      const handle = await lent.handle;
      return { handle, release: () => this.#giveBack(path, lent, handle) };
    } catch (error) {
      if (this.#lent.get(path) === lent) this.#lent.delete(path);
      if (isError(error) && error.name === "NoModificationAllowedError") return undefined;
      throw error;
    }
  }

  #giveBack(path: string, lent: Lent, handle: SyncHandle): void {
    if (--lent.users > 0) return;
    this.#lent.delete(path);
    handle.close();
  }
}
