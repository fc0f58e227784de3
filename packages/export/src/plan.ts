import { ImageNetV2Error, type ShardOptions, shardLengths } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";
import type { ExampleFormat, FolderContents, WrittenDataset } from "./example-format.ts";

/** What will be written, known before an image is read. */
export interface Plan extends FolderContents {
  /** Bytes of all shards together. */
  readonly fileBytes: number;
}

export interface PlanOptions extends ShardOptions {
  readonly maxExamplesPerSplit?: number | undefined;
}

/**
 * Decides on the shards. Without options they are those the store stands for anyway, so that the same
 * examples are read in the same order before and after.
 *
 * @throws INVALID_OPTION if there are fewer examples than shards
 */
export function planShards(
  format: ExampleFormat,
  store: Store,
  dataset: WrittenDataset,
  options: PlanOptions,
): Plan {
  const { maxExamplesPerSplit = store.length, ...shards } = options;
  const numExamples = Math.min(store.length, maxExamplesPerSplit);
  let numBytes = 0;
  for (let index = 0; index < numExamples; index++) {
    numBytes += lengthOf(format, store, index);
  }
  const asIs =
    numExamples === store.length && Object.values(shards).every((value) => value === undefined);
  return {
    dataset,
    source: store.info,
    numExamples,
    shardLengths: asIs ? store.shardLengths : shardLengths(numExamples, numBytes, shards),
    numBytes,
    fileBytes: numBytes + numExamples * (format.framing ?? 0),
  };
}

function lengthOf(format: ExampleFormat, store: Store, index: number): number {
  const record = { index, file_name: store.fileName(index), label: store.label(index) };
  const length = format.byteLength(record, store.byteLength(index));
  if (Number.isSafeInteger(length) && length >= 0) return length;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${format.name}: byteLength must give a number of bytes, not ${length}.`,
    { option: "byteLength" },
  );
}
