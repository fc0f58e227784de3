import { type FolderHandle, originStorage } from "./web-types.ts";

/**
 * The origin's root folder, where this thread can work with the files in it: in a dedicated worker of a browser that has
 * such files. `undefined` elsewhere, and where the browser keeps nothing, as in a private window.
 */
export async function originRoot(): Promise<FolderHandle | undefined> {
  const { FileSystemFileHandle } = globalThis as unknown as {
    FileSystemFileHandle?: { readonly prototype: object };
  };
  const has = (ability: string) =>
    FileSystemFileHandle !== undefined && ability in FileSystemFileHandle.prototype;
  if (!has("createSyncAccessHandle") || !has("move")) return undefined;
  try {
    return await originStorage().getDirectory?.();
  } catch {
    return undefined;
  }
}
