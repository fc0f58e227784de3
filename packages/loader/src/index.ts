/**
 * ImageNetV2 as examples, read in place and in TFDS's order.
 *
 * @example
 * import { load } from "@imagenet-v2/loader";
 *
 * const dataset = await load("imagenet_v2/matched-frequency", { split: "test[:10%]" });
 * for await (const { image, label, file_name } of dataset.take(4)) {
 *   console.log(file_name, dataset.info.features.label.int2str(label), image.shape);
 * }
 *
 * @module
 */
export { type OrtLike, type TfLike, toOrt, toTf } from "./batches/adapters.ts";
export type { BatchesOptions } from "./batches/batches-options.ts";
export type { TensorBatch } from "./batches/tensor-batch.ts";
export type { CacheProgress } from "./batches/write-cache.ts";
export {
  type BenchmarkOptions,
  type BenchmarkResult,
  type BenchmarkRow,
  benchmark,
} from "./benchmark.ts";
export {
  Builder,
  type BuilderOptions,
  builder,
  type DataSourceOptions,
  type DownloadAndPrepareOptions,
} from "./builder.ts";
export {
  builderFromDirectories,
  builderFromDirectory,
  type DirectoryOptions,
} from "./builder-from-directory.ts";
export type { DataOptions, DownloadConfig } from "./data/open-data.ts";
export type { DatasetFor, DatasetOptions, DatasetsFor } from "./dataset/as-dataset.ts";
export { type CacheTensorsOptions, cacheTensors } from "./dataset/cache-tensors.ts";
export { Dataset } from "./dataset/dataset.ts";
export type { Order } from "./dataset/order.ts";
export type { InputContext, ReadConfig } from "./dataset/read-config.ts";
export {
  type DatasetOfOptions,
  datasetOf,
  type ExampleOf,
  type ReadingOptions,
} from "./dataset/reading.ts";
export type { Where } from "./dataset/selection.ts";
export type {
  ExampleWriter,
  WriteOptions,
  WriteProgress,
  WrittenFolder,
} from "./example-writer.ts";
export {
  type DecodedExample,
  type Decoder,
  type DecoderContext,
  type Decoders,
  type FeatureName,
  type PartialDecoding,
  partialDecoding,
  type SkipDecoding,
  skipDecoding,
} from "./examples/decoders.ts";
export type { Example, ExampleRecord, SkippedExample, StoredExample } from "./examples/example.ts";
export { type Loaded, type LoadOptions, load } from "./load.ts";
export type { Batch, BatchTensor } from "./pipeline/batch.ts";
export type { IterateOptions, Iteration, IterationState } from "./pipeline/iteration.ts";
export {
  type BatchOptions,
  type BufferedShuffleOptions,
  type ChunkOptions,
  type MapOptions,
  Pipeline,
} from "./pipeline/pipeline.ts";
export type { Seed } from "./pipeline/random.ts";
