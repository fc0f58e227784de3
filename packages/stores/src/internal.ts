/**
 * What the packages of this family need of each other. Not promised: it may change with any version.
 *
 * @module
 */
export { archiveDigest, isPrepared } from "#platform";
export { archiveInput, indexInput } from "./archive/archive-input.ts";
export { noCopy } from "./archive/no-copy.ts";
export { isWebUrl } from "./archive/web-url.ts";
export { type ArchiveDescription, ArchiveImages } from "./archive-images.ts";
export { serializedLength } from "./example-size.ts";
export { checkImageBytes } from "./image-bytes.ts";
export { canDescribe, canReadSync, type DescribedStore, type SyncStore } from "./store.ts";
export { storeIdentity } from "./store-identity.ts";
export { tfdsIds } from "./tfds-id.ts";
