import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { fileError } from "@imagenet-v2/storage/node";
import { filePath } from "./archive/archive-file.ts";
import type { ArchiveInput } from "./archive/archive-input.ts";
import { ArchiveStore, type ArchiveStoreOptions } from "./archive-store.ts";
import { FolderStore } from "./folder-store.ts";
import { PreparedStore } from "./prepared-store.ts";
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

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Whether this is the folder of one version, with its metadata. */
export async function isPrepared(path: string): Promise<boolean> {
  return stat(join(path, "dataset_info.json")).then(
    () => true,
    () => false,
  );
}
