import type { ExampleWriter } from "@imagenet-v2/loader";
import { serializedLength } from "@imagenet-v2/stores/internal";
import { encodeExample, encodeRecord } from "@imagenet-v2/tfrecord";
import { recordOverhead } from "@imagenet-v2/tfrecord/internal";
import { exampleWriter } from "./example-writer.ts";
import { tfdsFolder, tfdsShardName } from "./tfds-folder.ts";

const name = "tfrecord";

/**
 * Writes the folder that TFDS's `download_and_prepare` makes, `<dataDir>/imagenet_v2/<variant>/3.0.0`: TFRecord
 * shards, `dataset_info.json`, `features.json`, `label.labels.txt`. TFDS reads it as its own. Where TFDS
 * sorts the examples in temporary files, here the order is known from the names.
 *
 * @example
 * const { path } = await tfrecord().write(store, { dataDir: "data" });
 * path; //=> "/home/me/data/imagenet_v2/matched-frequency/3.0.0"
 */
export function tfrecord(): ExampleWriter {
  return exampleWriter({
    ...tfdsFolder(name),
    name,
    byteLength: ({ file_name, label }, imageBytes) =>
      serializedLength({ fileName: file_name, label }, imageBytes),
    framing: recordOverhead,
    openShard: async ({ shard, contents, create }) => {
      const file = await create(tfdsShardName(name, contents, shard));
      return {
        // As TFDS stores it: the image's own bytes, nothing is encoded again.
        write: ({ file_name, image, label }) => {
          const example = encodeExample({
            file_name: { bytesList: [Buffer.from(file_name)] },
            image: { bytesList: [image] },
            label: { int64List: [BigInt(label)] },
          });
          return file.write(encodeRecord(example));
        },
      };
    },
  });
}
