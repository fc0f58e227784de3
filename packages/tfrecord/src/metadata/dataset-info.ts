import * as z from "zod";
import { check, count, message, parseJson, pythonJson, withoutDefaults } from "./proto-json.ts";

/** A split in `dataset_info.json`. */
export interface SplitJson {
  readonly name: string;
  /** Examples in each shard. Empty in very old files. */
  readonly shardLengths: readonly number[];
  /** Sum of the serialized examples, without framing. */
  readonly numBytes?: number | undefined;
  /** How the shards are named. Absent in old files, where it is the default. */
  readonly filepathTemplate?: string | undefined;
}

/** `dataset_info.json`: TFDS's `DatasetInfo` message, with int64s as numbers. */
export interface DatasetInfoJson {
  readonly name: string;
  readonly version: string;
  readonly configName?: string | undefined;
  readonly configDescription?: string | undefined;
  readonly description?: string | undefined;
  readonly citation?: string | undefined;
  readonly location?: { readonly urls?: readonly string[] | undefined } | undefined;
  readonly moduleName?: string | undefined;
  readonly fileFormat?: string | undefined;
  readonly downloadSize?: number | undefined;
  readonly releaseNotes?: Readonly<Record<string, string>> | undefined;
  readonly splits: readonly SplitJson[];
  /** Input and target: `["image", "label"]`. */
  readonly supervisedKeys?: readonly string[] | undefined;
  readonly disableShuffling?: boolean | undefined;
}

const text = z.string().optional();

const supervisedKeys = message({
  // The first form; the second came with nested keys, which ImageNetV2 does not have.
  input: text,
  output: text,
  tuple: message({ items: z.array(message({ featureKey: z.string() })) }).optional(),
}).transform(({ input, output, tuple }) => {
  if (tuple) return tuple.items.map(({ featureKey }) => featureKey);
  return input !== undefined && output !== undefined ? [input, output] : undefined;
});

const split = message({
  name: z.string(),
  shardLengths: z.array(count).default([]),
  numBytes: count.optional(),
  filepathTemplate: text,
});

const datasetInfo = message({
  name: z.string(),
  version: z.string(),
  configName: text,
  configDescription: text,
  description: text,
  citation: text,
  location: message({ urls: z.array(z.string()).optional() }).optional(),
  moduleName: text,
  fileFormat: text,
  downloadSize: count.optional(),
  releaseNotes: z.record(z.string(), z.string()).optional(),
  splits: z.array(split).default([]),
  supervisedKeys: supervisedKeys.optional(),
  disableShuffling: z.boolean().optional(),
});

/**
 * Reads the text of a `dataset_info.json`, of any version of TFDS. Fields not named in
 * {@link DatasetInfoJson} are kept as they are.
 *
 * @param path the file, for errors
 * @throws CORRUPT_DATA
 */
export function parseDatasetInfo(json: string, path = "dataset_info.json"): DatasetInfoJson {
  return check(datasetInfo, parseJson(json, path), path);
}

/** The text of `dataset_info.json`, byte for byte as TFDS writes it. */
export function formatDatasetInfo(info: DatasetInfoJson): string {
  const { splits, downloadSize, supervisedKeys: keys, ...rest } = info;
  return pythonJson(
    withoutDefaults({
      ...rest,
      downloadSize: downloadSize && String(downloadSize),
      splits: splits.map(({ shardLengths, numBytes, ...split }) =>
        withoutDefaults({
          ...split,
          shardLengths: shardLengths.map(String),
          numBytes: numBytes && String(numBytes),
        }),
      ),
      supervisedKeys: keys && { tuple: { items: keys.map((featureKey) => ({ featureKey })) } },
    }),
    2,
  );
}
