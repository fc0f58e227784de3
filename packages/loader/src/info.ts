import { DatasetInfo, findVariant } from "@imagenet-v2/core";
import type { Store } from "./stores/store.ts";

/** What is known of the data in a store. */
export function infoOf(store: Store): DatasetInfo {
  const { variant, topDirectory, path, bytes, numBytes, provenance } = store.info;
  return new DatasetInfo(variant === undefined ? undefined : findVariant(variant), {
    name: topDirectory,
    dataDir: path,
    downloadSize: bytes,
    shardLengths: store.shardLengths,
    numBytes,
    provenance,
  });
}
