import { ImageNetV2Error } from "@imagenet-v2/core";
import { FolderStore, filePath, isFolder, isPrepared, PreparedStore } from "#platform";
import type { ArchiveInput } from "./archive/archive-input.ts";
import { ArchiveStore, type ArchiveStoreOptions } from "./archive-store.ts";
import type { Store } from "./store.ts";

/**
 * Opens whatever lies at a path, told apart by looking: an archive, an unpacked archive, or a folder
 * that was prepared. What is not a path is an archive.
 *
 * @throws NOT_FOUND; INVALID_OPTION for the index of a folder; what {@link ArchiveStore.open}, {@link FolderStore.open} and
 *   {@link PreparedStore.open} throw
 */
export async function openPath(
  archive: ArchiveInput,
  options: ArchiveStoreOptions = {},
): Promise<Store> {
  const path = filePath(archive);
  if (path === undefined || !(await isFolder(path))) return ArchiveStore.open(archive, options);
  if (options.index !== undefined) {
    const message = `${path}: a folder, and an index is of an archive.`;
    throw new ImageNetV2Error("INVALID_OPTION", message, { option: "index" });
  }
  return (await isPrepared(path))
    ? PreparedStore.open(path, options)
    : FolderStore.open(path, options);
}
