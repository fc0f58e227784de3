/**
 * ImageNetV2 as examples, read in place and in TFDS's order.
 *
 * @module
 */
export { ArchiveStore, type ArchiveStoreOptions } from "./stores/archive-store.ts";
export { MemoryStore } from "./stores/memory-store.ts";
export { openStore } from "./stores/open-store.ts";
export type { Provenance, Store, StoreDescription, StoreInfo } from "./stores/store.ts";
