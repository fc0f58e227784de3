/**
 * ImageNetV2 as examples, read in place and in TFDS's order.
 *
 * @module
 */
export type { Provenance, Store, StoreDescription, StoreInfo } from "./stores/store.ts";
