import { variants } from "@imagenet-v2/core";
import { catalogue, imageNetV2Features } from "@imagenet-v2/core/internal";
import type { FeatureJson, FolderMetadata } from "@imagenet-v2/tfrecord";
import { defaultTemplate } from "@imagenet-v2/tfrecord/internal";
import type { FolderContents } from "./example-format.ts";

/** What the JSON files beside the shards say, as TFDS would say it. */
export function tfdsMetadata(
  { dataset, source, shardLengths, numBytes }: FolderContents,
  fileFormat: string,
): FolderMetadata {
  const { label, image } = imageNetV2Features();
  const { name, variant, version } = dataset;
  const { archive } = variants[variant];
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
  return {
    info: {
      name,
      version,
      configName: variant,
      description: catalogue.description,
      citation: catalogue.citation,
      location: { urls: [catalogue.homepage] },
      moduleName: catalogue.moduleName,
      fileFormat,
      // Of what is not the archive the size to download is not known; then it is the published one.
      downloadSize: source.kind === "archive" ? source.bytes : archive.bytes,
      releaseNotes: catalogue.releaseNotes,
      splits: [{ name: "test", shardLengths, numBytes, filepathTemplate: defaultTemplate }],
      supervisedKeys: catalogue.supervisedKeys,
    },
    features,
    labels: { label: label.names },
  };
}
