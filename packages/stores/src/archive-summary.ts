import {
  type DatasetDescription,
  type DatasetSpec,
  imageNetV2,
  publishedShardLengths,
  shardLengths,
  storageOrder,
  type VariantName,
} from "@imagenet-v2/core";
import { describeSpec, labelsOf } from "@imagenet-v2/core/internal";
import { serializedLength } from "./example-size.ts";
import { matchNames, type NameMatch } from "./provenance.ts";

/** An image that was found. */
export interface Member {
  /** Below the top folder: `<class>/<file>` in ImageNetV2. */
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
}

/** What images tell together. Lists are in storage order. */
export interface ArchiveSummary extends ImageSummary, NameMatch {}

/** The same without what is told by comparing with published names. */
export interface ImageSummary {
  readonly fileNames: readonly string[];
  readonly labels: readonly number[];
  readonly sizes: readonly number[];
  /** Bytes of all examples as TFDS stores them. */
  readonly numBytes: number;
  /** The `key` of the spec by which the images were read. */
  readonly specKey: string;
  /** What they are, where they are not in ImageNetV2's shape. */
  readonly dataset?: DatasetDescription | undefined;
  /** What a reader should know of the labels and the order, a sentence each. */
  readonly notes: readonly string[];
}

/** Where images were found, and as what they are read. */
export interface ImagesAt {
  readonly spec: DatasetSpec;
  /** For messages. */
  readonly path: string;
  /** Class folders, also those without images. */
  readonly folders: readonly string[];
  /** The variant of ImageNetV2 that they are said to be of. */
  readonly named?: VariantName | undefined;
}

/** Images that were found in any order, in the dataset's storage order. */
export function inStorageOrder<M extends Member>(found: readonly M[], spec: DatasetSpec): M[] {
  if (spec.order === "path") {
    return [...found].sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  }
  const order = storageOrder(
    found.map(({ fileName }) => fileName),
    spec.split,
  );
  return Array.from(order, (i) => found[i] as M);
}

/** Looks at images that are in storage order, and whether their names are published ones. */
export async function summarize(members: readonly Member[], at: ImagesAt): Promise<ArchiveSummary> {
  const summary = await summarizeImages(members, at);
  return { ...summary, ...(await matchNames(summary.fileNames, at.named, at.spec)) };
}

/**
 * Looks at images that are in storage order.
 *
 * @throws UNEXPECTED_MEMBER for one whose label is none of the spec's classes
 */
export async function summarizeImages(
  members: readonly Member[],
  { spec, path, folders }: Omit<ImagesAt, "named">,
): Promise<ImageSummary> {
  const fileNames = members.map(({ fileName }) => fileName);
  const settled = (await spec.settle?.({ path, fileNames, folders })) ?? spec;
  const labels = labelsOf(settled, fileNames, path);
  return {
    fileNames,
    labels,
    sizes: members.map(({ size }) => size),
    numBytes: members.reduce(
      (sum, { fileName, size }, i) =>
        sum + serializedLength({ fileName, label: labels[i] as number }, size),
      0,
    ),
    specKey: spec.key,
    dataset: spec.key === imageNetV2.key ? undefined : describeSpec(settled),
    notes: [...settled.notes, ...(spec.order === "path" ? [byPath] : [])],
  };
}

const byPath = "Read sorted by path: TFDS's order is known of ImageNetV2 alone.";

/**
 * As published, or, for anything but a whole variant, as TFDS would cut it. What is read sorted by path is
 * one shard, so that reading keeps that order.
 */
export function shardLengthsOf({
  fileNames: { length },
  numBytes,
  complete,
  dataset,
}: Pick<ArchiveSummary, "fileNames" | "numBytes" | "complete" | "dataset">): readonly number[] {
  if (dataset?.order === "path") return [length];
  return complete ? publishedShardLengths : shardLengths(length, numBytes);
}
