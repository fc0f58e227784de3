/**
 * Examples that lie somewhere: a published archive read in place, an unpacked folder, a folder that TFDS
 * prepared, memory. All in TFDS's storage order.
 *
 * @example
 * import { ArchiveStore } from "@imagenet-v2/stores";
 *
 * const store = await ArchiveStore.open("imagenetv2-matched-frequency.tar.gz");
 * store.fileName(0); //=> "742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg"
 * store.label(0); //=> 742
 * const jpeg = await store.read(0);
 *
 * @module
 */
export { FolderStore, PreparedStore } from "#platform";
export type { ArchiveIndex } from "./archive/archive-index.ts";
export type { ArchiveInput, IndexInput } from "./archive/archive-input.ts";
export { ArchiveStore, type ArchiveStoreOptions } from "./archive-store.ts";
export { JoinedStore } from "./joined-store.ts";
export { MemoryStore, type MemoryStoreOptions } from "./memory-store.ts";
export { openPath } from "./open-path.ts";
export { openStore } from "./open-store.ts";
export type { PreparedStoreOptions } from "./prepared-store.ts";
export type { Store, StoreDescription, StoreInfo, StoreOptions } from "./store.ts";
