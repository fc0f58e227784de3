import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { FolderStore, type Store } from "@imagenet-v2/stores";
import { topDirectory } from "./archives.ts";

const image = new Uint8Array([1, 2, 3]);

/** Writes files into a folder of this name, in a folder of its own. @returns the folder's path */
export function treeOf(files: Readonly<Record<string, Uint8Array>>, name = topDirectory): string {
  const folder = join(temporaryFolder(), name);
  mkdirSync(folder);
  for (const [fileName, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, fileName)), { recursive: true });
    writeFileSync(join(folder, fileName), bytes);
  }
  return folder;
}

/** The same, where what is in the files does not matter. */
export function folderOf(names: readonly string[], name?: string): string {
  return treeOf(Object.fromEntries(names.map((name) => [name, image])), name);
}

/** Opens a folder that may hold anything. */
export function openFolder(path: string): Promise<FolderStore> {
  return FolderStore.open(path, { partial: true });
}

/** The file names of a store in storage order. */
export function namesOf(store: Store): string[] {
  return Array.from({ length: store.length }, (_, index) => store.fileName(index));
}
