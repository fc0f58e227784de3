/**
 * What the packages of this family need of each other. Not for others: it may change with any version.
 *
 * @module
 */
export { archiveInput, indexInput } from "./archive/archive-input.ts";
export { isWebUrl } from "./archive/web-url.ts";
export { serializedLength } from "./example-size.ts";
export { checkImageBytes } from "./image-bytes.ts";
export { isPrepared } from "./open-path.ts";
export { canDescribe, canReadSync, type DescribedStore, type SyncStore } from "./store.ts";
export { storeIdentity } from "./store-identity.ts";
