/**
 * ImageNetV2 in one import: what most programs need of core, fetch, decode, stores and loader. The
 * rest is in those packages, under the same names.
 *
 * @example
 * import { load } from "imagenet-v2";
 *
 * const dataset = await load("imagenet_v2/matched-frequency", { split: "test[:10%]" });
 * for await (const { image, label } of dataset.take(4)) {
 *   console.log(image.shape, dataset.info.features.label.int2str(label));
 * }
 *
 * @module
 */
export {
  type ClassLabel,
  classes,
  classFolders,
  type DatasetInfo,
  type DatasetSpec,
  type DType,
  type ErrorCode,
  evenSplits,
  findClass,
  findVariant,
  type ImageNetClass,
  ImageNetV2Error,
  type ImageTensor,
  imageNet2012,
  imageNetV2,
  isImageError,
  isImageNetV2Error,
  type Provenance,
  parseClassList,
  ReadInstruction,
  type Split,
  type SplitStructure,
  searchClasses,
  splitForProcess,
  type Tensor,
  type Variant,
  type VariantName,
  variantNames,
  variants,
} from "@imagenet-v2/core";
export {
  type DecodeOptions,
  decodeImage,
  decodeJpeg,
  type Preprocessing,
  type PreprocessingOptions,
  type PresetName,
  preprocess,
  presets,
} from "@imagenet-v2/decode";
export {
  clean,
  cleanable,
  dataFolder,
  type FetchArchiveOptions,
  fetchArchive,
  findArchive,
  type OnProgress,
  type Progress,
  repairArchive,
  verifyArchive,
} from "@imagenet-v2/fetch";
export {
  type Batch,
  type BatchesOptions,
  type BatchOptions,
  type BatchTensor,
  type Builder,
  type BuilderOptions,
  benchmark,
  builder,
  builderFromDirectories,
  builderFromDirectory,
  cacheTensors,
  Dataset,
  type DatasetOptions,
  type Decoder,
  type Decoders,
  datasetOf,
  type Example,
  type ExampleRecord,
  type IterateOptions,
  type Iteration,
  type IterationState,
  type Loaded,
  type LoadOptions,
  load,
  Pipeline,
  partialDecoding,
  type ReadConfig,
  type SkippedExample,
  skipDecoding,
  type TensorBatch,
  toOrt,
  toTf,
  type Where,
} from "@imagenet-v2/loader";
export {
  ArchiveStore,
  FolderStore,
  MemoryStore,
  openPath,
  PreparedStore,
  type Store,
} from "@imagenet-v2/stores";
