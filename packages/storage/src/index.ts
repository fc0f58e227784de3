/**
 * Where bytes lie, on every platform. What only Node has is in `@imagenet-v2/storage/node`.
 *
 * @module
 */
export { blobSource } from "./blob-source.ts";
export type {
  ByteReadOptions,
  ByteSource,
  NamedSourceOptions,
  SyncByteSource,
} from "./byte-source.ts";
export { type HttpSourceOptions, httpSource } from "./http-source.ts";
export { memorySource } from "./memory-source.ts";
export { type OpfsFileHandle, type OpfsSyncHandle, opfsSource } from "./opfs-source.ts";
