import { catalogue, imageNetV2Features, type VariantName, variants } from "@imagenet-v2/core";
import type { StoreInfo } from "@imagenet-v2/stores";
import type { DatasetInfoJson, FeatureJson, FolderMetadata } from "@imagenet-v2/tfrecord";
import { defaultTemplate } from "@imagenet-v2/tfrecord";
import type { Plan } from "./plan.ts";

/** What the JSON files beside the shards say, as TFDS would say it. */
export function folderMetadata(variant: VariantName, plan: Plan, store: StoreInfo): FolderMetadata {
  const { label, image } = imageNetV2Features();
  const info: DatasetInfoJson = {
    name: catalogue.name,
    version: catalogue.version,
    configName: variant,
    description: catalogue.description,
    citation: catalogue.citation,
    location: { urls: [catalogue.homepage] },
    moduleName: catalogue.moduleName,
    fileFormat: "tfrecord",
    // Of what is not the archive the size to download is not known; then it is the published one.
    downloadSize: store.kind === "archive" ? store.bytes : variants[variant].archive.bytes,
    releaseNotes: catalogue.releaseNotes,
    splits: [
      {
        name: "test",
        shardLengths: plan.shardLengths,
        numBytes: plan.numBytes,
        filepathTemplate: defaultTemplate,
      },
    ],
    supervisedKeys: catalogue.supervisedKeys,
  };
  const features: FeatureJson = {
    feature: "FeaturesDict",
    features: {
      file_name: { feature: "Text" },
      image: {
        feature: "Image",
        shape: image.shape,
        dtype: image.dtype,
        encodingFormat: image.encodingFormat,
      },
      label: { feature: "ClassLabel", numClasses: label.numClasses },
    },
  };
  return { info, features, labels: { label: label.names } };
}
