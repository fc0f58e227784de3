import { basename } from "node:path";
import { DatasetInfo, findVariant, versions } from "@imagenet-v2/core";
import type { Store } from "../stores/store.ts";

/** What is known of the data in a store. */
export function infoOf(store: Store): DatasetInfo {
  const { kind, variant, topDirectory, path, bytes, numBytes, provenance } = store.info;
  return new DatasetInfo(variant === undefined ? undefined : findVariant(variant), {
    name: topDirectory,
    dataDir: path,
    fileFormat: kind === "prepared" || kind === "joined" ? "tfrecord" : kind,
    // Of anything else only the catalogue knows what the archive weighs.
    downloadSize: kind === "archive" ? bytes : undefined,
    shardLengths: store.shardLengths,
    numBytes,
    provenance,
    version:
      kind === "prepared" ? versions.find((version) => version === basename(path)) : undefined,
  });
}
