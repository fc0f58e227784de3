import { type DatasetInfoJson, formatDatasetInfo } from "./dataset-info.ts";
import { type FeatureJson, formatFeatures } from "./features.ts";
import { formatLabels } from "./labels.ts";

/** What the files beside the shards of a prepared folder say. */
export interface FolderMetadata {
  readonly info: DatasetInfoJson;
  readonly features: FeatureJson;
  /** Class names by the path of their feature: `{ label: ["n01440764", …] }`. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** The files of `readMetadata`, by name, byte for byte as TFDS writes them. */
export function formatMetadata({ info, features, labels }: FolderMetadata): Record<string, string> {
  return {
    ...Object.fromEntries(
      Object.entries(labels).map(([name, names]) => [`${name}.labels.txt`, formatLabels(names)]),
    ),
    "features.json": formatFeatures(features),
    "dataset_info.json": formatDatasetInfo(info),
  };
}
