import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "@imagenet-v2/storage/node";
import { ArchiveStore, type ArchiveStoreOptions } from "./archive-store.ts";
import { FolderStore } from "./folder-store.ts";
import { PreparedStore } from "./prepared-store.ts";
import type { Store } from "./store.ts";

/**
 * Opens whatever lies at a path, told apart by looking: an archive, an unpacked archive, or a folder
 * that was prepared.
 *
 * @throws NOT_FOUND; what {@link ArchiveStore.open}, {@link FolderStore.open} and
 *   {@link PreparedStore.open} throw
 */
export async function openPath(path: string, options: ArchiveStoreOptions = {}): Promise<Store> {
  if (!(await isFolder(path))) return ArchiveStore.open(path, options);
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
