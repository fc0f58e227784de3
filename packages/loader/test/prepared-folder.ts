import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ShardOptions, shardLengths, variants } from "@imagenet-v2/core";
import { imageNetV2Features } from "@imagenet-v2/core/internal";
import type { Store } from "@imagenet-v2/stores";
import {
  encodeExample,
  encodeRecord,
  formatMetadata,
  formatShardName,
} from "@imagenet-v2/tfrecord";

/** Writes matched-frequency as TFDS prepares it, into a data folder. @returns the folder of the version */
export async function preparedFolder(
  store: Store,
  dataDir: string,
  shards: ShardOptions = {},
): Promise<string> {
  const folder = join(dataDir, "imagenet_v2", "matched-frequency", "3.0.0");
  mkdirSync(folder, { recursive: true });
  const examples: Buffer[] = [];
  for (let i = 0; i < store.length; i++) {
    const example = encodeExample({
      file_name: { bytesList: [Buffer.from(store.fileName(i))] },
      image: { bytesList: [await store.read(i)] },
      label: { int64List: [BigInt(store.label(i))] },
    });
    examples.push(Buffer.from(encodeRecord(example)));
  }
  const numBytes = examples.reduce((sum, { length }) => sum + length - 16, 0);
  const lengths = shardLengths(store.length, numBytes, shards);
  let from = 0;
  for (const [shard, length] of lengths.entries()) {
    const which = { dataset: "imagenet_v2", split: "test", shard, numShards: lengths.length };
    const records = examples.slice(from, from + length);
    writeFileSync(join(folder, formatShardName(which)), Buffer.concat(records));
    from += length;
  }
  const { label, image } = imageNetV2Features();
  const metadata = formatMetadata({
    info: {
      name: "imagenet_v2",
      version: "3.0.0",
      configName: "matched-frequency",
      fileFormat: "tfrecord",
      downloadSize: variants["matched-frequency"].archive.bytes,
      splits: [{ name: "test", shardLengths: lengths, numBytes }],
    },
    features: {
      feature: "FeaturesDict",
      features: {
        file_name: { feature: "Text" },
        image: { ...image, feature: "Image" },
        label: { feature: "ClassLabel", numClasses: label.numClasses },
      },
    },
    labels: { label: label.names },
  });
  for (const [name, text] of Object.entries(metadata)) writeFileSync(join(folder, name), text);
  return folder;
}
