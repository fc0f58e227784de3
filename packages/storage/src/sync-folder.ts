import { type FileHandle, open } from "node:fs/promises";
import { isErrno } from "./io-error.ts";

/** Makes names that were added to a folder durable. Where folders cannot be synced, does nothing. */
export async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, "r");
    await folder.sync();
  } catch (error) {
    // Windows opens no folders, and some network file systems sync none.
    if (!isErrno(error, "EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP")) throw error;
  } finally {
    await folder?.close();
  }
}
