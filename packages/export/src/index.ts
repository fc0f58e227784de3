/**
 * A dataset in another form, for others to read.
 *
 * @example
 * import { tfrecord } from "@imagenet-v2/export";
 * import { builder } from "@imagenet-v2/loader";
 *
 * const topimages = builder("imagenet_v2/topimages");
 * const { path } = await topimages.downloadAndPrepare({ writer: tfrecord() });
 *
 * @module
 */
export type {
  ExampleFormat,
  FolderContents,
  FolderSummary,
  OutputFile,
  OutputShard,
  ShardWriter,
  WritableExample,
  WrittenDataset,
} from "./example-format.ts";
export { exampleWriter } from "./example-writer.ts";
export { tfrecord } from "./tfrecord.ts";
