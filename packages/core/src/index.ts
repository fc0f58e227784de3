/**
 * What ImageNetV2 is, without touching a disk or a network.
 *
 * @example
 * import { findClass, findVariant, publishedShardLengths, resolveSplit } from "@imagenet-v2/core";
 *
 * findVariant("top-images").archive.bytes; //=> 1245927936
 * findClass("tench").wnid; //=> "n01440764"
 * resolveSplit("test[:10%]", { test: publishedShardLengths }).numExamples; //=> 1000
 *
 * @module
 */
export { classes, findClass, type ImageNetClass, searchClasses } from "./classes.ts";
export {
  type ErrorCode,
  type ErrorFacts,
  type ErrorOf,
  errorFromJSON,
  ImageNetV2Error,
  isImageError,
  isImageNetV2Error,
} from "./errors.ts";
export {
  ClassLabel,
  type Feature,
  featuresDict,
  ImageFeature,
  TextFeature,
} from "./features.ts";
export { croissant } from "./info/croissant.ts";
export {
  type DataAtHand,
  DatasetInfo,
  type ImageNetV2Features,
  type Provenance,
  type SplitInfo,
  type SubSplitInfo,
} from "./info/dataset-info.ts";
export { jsonLd } from "./info/json-ld.ts";
export { type ParsedName, parseName } from "./name.ts";
export { type InterleaveOptions, readingOrder, type ShardRange, storageOrder } from "./order.ts";
export { type NameOptions, type ResolvedName, resolveName } from "./resolve-name.ts";
export { publishedShardLengths, type ShardOptions, shardLengths } from "./shards.ts";
export { classFolders } from "./spec/class-folders.ts";
export { type ClassQuery, parseClassList } from "./spec/class-list.ts";
export type {
  DatasetClass,
  DatasetDescription,
  DatasetOrder,
  DatasetSpec,
  FoundNames,
  SpecEntry,
} from "./spec/dataset-spec.ts";
export { imageNetV2 } from "./spec/imagenet-v2.ts";
export { imageNet2012 } from "./spec/imagenet2012.ts";
export {
  type EvenSplitsOptions,
  evenSplits,
  type ProcessOptions,
  splitForProcess,
} from "./split/even.ts";
export type { SplitUnit } from "./split/parse.ts";
export {
  parseSplit,
  ReadInstruction,
  type ReadInstructionOptions,
  type Split,
  type SubSplit,
} from "./split/read-instruction.ts";
export { type FileInstruction, type ResolvedSplit, resolveSplit } from "./split/resolve.ts";
export type { ShardLengthsBySplit, Slice, SplitRounding } from "./split/slice.ts";
export type { SplitResult, SplitStructure } from "./split/structure.ts";
export { type Superclass, superclasses } from "./superclasses.ts";
export type { DType, ImageTensor, Tensor, TensorData } from "./tensor.ts";
export {
  type Archive,
  findVariant,
  identifyArchive,
  type SupersededArchive,
  type Variant,
  type VariantName,
  variantNames,
  variantOfTopDirectory,
  variants,
} from "./variants.ts";
export { type Version, versions } from "./version.ts";
