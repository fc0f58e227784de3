import type { DatasetInfo, SplitResult, SplitStructure } from "@imagenet-v2/core";
import { mapSplits } from "@imagenet-v2/core/internal";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";
import type { Batch, StackOptions } from "../pipeline/batch.ts";
import { batch } from "../pipeline/operations.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { Dataset } from "./dataset.ts";
import { oneBatch } from "./one-batch.ts";
import {
  type ExampleOf,
  type Option,
  type ReadingOptions,
  readingShape,
  readSplit,
} from "./reading.ts";

/** What is read of the data, and in which form. */
export interface DatasetOptions extends ReadingOptions {
  /**
   * A split (`"test[:10%]"`), or lists and objects of splits, which give the same structure of
   * datasets. Default: `{ test }`, as TFDS; whatever the
   * dataset's split is called.
   */
  readonly split?: SplitStructure | undefined;
  /**
   * Gives batches of so many examples, stacked: images are filled up with black at the right and at
   * the bottom to the largest of the batch. -1 makes one batch of everything; 0 is none.
   */
  readonly batchSize?: number | undefined;
  /** Batches hold their images as a list, each of its own size. @default false */
  readonly ragged?: boolean | undefined;
}

/** What stands for one split. */
export type DatasetFor<O> =
  Option<O, "batchSize"> extends -1
    ? Batch<ExampleOf<O>, Option<O, "ragged">>
    : Option<O, "batchSize"> extends undefined | 0
      ? Dataset<ExampleOf<O>>
      : Pipeline<Batch<ExampleOf<O>, Option<O, "ragged">>>;

/** What stands for the split, or the structure of splits, that the options name. */
export type DatasetsFor<O> = SplitResult<Option<O, "split">, DatasetFor<O>>;

/** The options by name, for those who take more than these. */
export const datasetShape = {
  ...readingShape,
  split: z.custom<SplitStructure>().optional(),
  batchSize: z.int().min(-1).optional(),
  ragged: z.boolean().default(false),
};

/**
 * A dataset, or its batches, in the place of each split.
 *
 * @throws INVALID_SPLIT, UNKNOWN_SPLIT, INVALID_OPTION
 */
export async function asDataset(
  store: Store,
  info: DatasetInfo,
  options: z.output<z.ZodObject<typeof datasetShape>>,
): Promise<unknown> {
  const { split = { [info.splitName]: info.splitName }, batchSize, ragged, readConfig } = options;
  const { maxBatchBytes } = readConfig;
  const stacking: StackOptions = { sizes: ragged ? "ragged" : "padded", maxBatchBytes };
  const read = (spec: Parameters<typeof readSplit>[2]) => readSplit(store, info, spec, options);
  if (!batchSize) return mapSplits(split, read);
  if (batchSize > 0) {
    return mapSplits(split, (spec) => {
      const { source } = read(spec).pipeline();
      return new Pipeline(batch(source, batchSize, false, stacking));
    });
  }
  const datasets: Dataset<unknown>[] = [];
  mapSplits(split, (spec) => datasets.push(read(spec)));
  const whole: unknown[] = [];
  for (const dataset of datasets) whole.push(await oneBatch(dataset, stacking));
  return mapSplits(split, () => whole.shift());
}
