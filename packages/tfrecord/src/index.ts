/**
 * The files of a dataset that TensorFlow Datasets prepared: TFRecord shards of `tf.train.Example`s, and
 * the JSON beside them.
 *
 * @example
 * import { readFile } from "node:fs/promises";
 * import { decodeExample, parseRecords } from "@imagenet-v2/tfrecord";
 *
 * const shard = await readFile("imagenet_v2-test.tfrecord-00000-of-00016");
 * for (const { data } of parseRecords(shard)) {
 *   const { file_name, image, label } = decodeExample(data);
 *   label?.int64List; //=> [742n]
 * }
 *
 * @module
 */
export { indexExamples, indexRecords, readMetadata } from "#platform";
export type { Origin } from "./corrupt.ts";
export { crc32c, maskedCrc32c } from "./crc32c.ts";
export {
  decodeExample,
  type ExampleFeature,
  type ExampleShape,
  encodeExample,
  serializedLength,
  type TFExample,
} from "./example.ts";
export {
  decodeRecord,
  encodeRecord,
  parseRecords,
  recordDataLength,
  recordHeaderLength,
  type TFRecord,
  type VerifyOption,
} from "./framing.ts";
export type { DatasetInfoJson, SplitJson } from "./metadata/dataset-info.ts";
export type { FeatureJson } from "./metadata/features.ts";
export { type FolderMetadata, formatMetadata } from "./metadata/folder.ts";
export type {
  ExampleLocation,
  IndexOptions,
  RecordLocation,
} from "./platform/node/record-file.ts";
export { formatShardName, parseShardName, type ShardName } from "./shard-name.ts";
