import { DatasetInfo, findVariant } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";

/** What is known of the data in a store. */
export function infoOf(store: Store): DatasetInfo {
  const { kind, variant, topDirectory, path, bytes, numBytes, provenance, version } = store.info;
  const { dataset, notes } = store.info;
  return new DatasetInfo(variant === undefined ? undefined : findVariant(variant), {
    dataset,
    name: topDirectory,
    version,
    dataDir: path,
    fileFormat: kind === "prepared" || kind === "joined" ? "tfrecord" : kind,
    downloadSize: kind === "archive" ? bytes : store.info.downloadSize,
    shardLengths: store.shardLengths,
    numBytes,
    provenance,
    notes,
  });
}
