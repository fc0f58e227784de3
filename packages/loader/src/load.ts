import {
  type DatasetInfo,
  ImageNetV2Error,
  mapSplits,
  parseName,
  parseOptions,
  publishedShardLengths,
  resolveName,
  resolveSplit,
  type SplitResult,
  type SplitStructure,
} from "@imagenet-v2/core";
import type { Environment, OnProgress } from "@imagenet-v2/fetch";
import * as z from "zod";
import { type Batch, batches, oneBatch } from "./batch.ts";
import type { Dataset } from "./dataset.ts";
import { infoOf } from "./info.ts";
import { type DataOptions, openData } from "./open-data.ts";
import type { Pipeline } from "./pipeline.ts";
import {
  type ExampleOf,
  type Option,
  type ReadingOptions,
  type ResolvedReading,
  readingShape,
  readSplit,
} from "./reading.ts";
import type { Store } from "./stores/store.ts";

/** What is read of the data, and in which form. */
export interface DatasetOptions extends ReadingOptions {
  /**
   * A split (`"test[:10%]"`), or lists and objects of splits, which give the same structure of
   * datasets. Default: `{ test }`, as TFDS.
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

export interface LoadOptions extends DatasetOptions, DataOptions {
  /** Gives `[dataset, info]`. The same is in `dataset.info`. @default false */
  readonly withInfo?: boolean | undefined;
}

/** What stands for one split. */
export type DatasetFor<O> =
  Option<O, "batchSize"> extends -1
    ? Batch<ExampleOf<O>, Option<O, "ragged">>
    : Option<O, "batchSize"> extends undefined | 0
      ? Dataset<ExampleOf<O>>
      : Pipeline<Batch<ExampleOf<O>, Option<O, "ragged">>>;

/** What {@link load} gives with these options. */
export type Loaded<O> =
  Option<O, "withInfo"> extends true
    ? [SplitResult<Option<O, "split">, DatasetFor<O>>, DatasetInfo]
    : SplitResult<Option<O, "split">, DatasetFor<O>>;

/** The options of {@link asDataset} by name. */
export const datasetShape = {
  ...readingShape,
  split: z.custom<SplitStructure>().optional(),
  batchSize: z.int().min(-1).optional(),
  ragged: z.boolean().default(false),
};

/** The options of {@link openData} by name. */
export const dataShape = {
  dataDir: z.string().optional(),
  archive: z.string().min(1, "must be a path").optional(),
  partial: z.boolean().optional(),
  download: z.boolean().optional(),
  offline: z.boolean().optional(),
  baseUrl: z.string().optional(),
  downloadConfig: z
    .strictObject({
      mirrors: z.array(z.string()).optional(),
      revision: z.string().optional(),
      retries: z.int().nonnegative().optional(),
      stallTimeout: z.number().positive().optional(),
      ca: z.string().optional(),
    })
    .optional(),
  env: z.custom<Environment>((value) => typeof value === "object", "must be an object").optional(),
  signal: z.instanceof(AbortSignal).optional(),
  onProgress: z
    .custom<OnProgress>((value) => typeof value === "function", "must be a function")
    .optional(),
};

const loadOptions = z.strictObject({
  ...datasetShape,
  ...dataShape,
  withInfo: z.boolean().default(false),
});

/**
 * ImageNetV2, ready to be iterated: TFDS's `tfds.load`. Data that is not on this machine is downloaded
 * and verified first; what is there is read in place.
 *
 * @param name `imagenet_v2`, with a variant (`imagenet_v2/topimages`) and a version as in TFDS. Without
 * a variant it is `matched-frequency`, or whichever the `archive` is
 *
 * @example
 * const dataset = await load("imagenet_v2/matched-frequency", { split: "test[:10%]" });
 * for await (const { image, label, file_name } of dataset.take(4)) {
 *   image.shape; //=> [375, 500, 3]
 * }
 *
 * @throws INVALID_NAME, UNKNOWN_DATASET, UNKNOWN_VARIANT, UNKNOWN_VERSION, INVALID_SPLIT,
 * UNKNOWN_SPLIT, INVALID_OPTION before anything is read; whatever fetching and opening the data throws
 */
export async function load<const O extends LoadOptions = object>(
  name: string,
  options?: O,
): Promise<Loaded<O>> {
  const parsed = parseOptions(loadOptions, options ?? {}, "load");
  const wanted = dataOptions(name, parsed);
  // What would be downloaded, or was once, has the published shards.
  if (wanted.archive === undefined) checkSplits(parsed.split, publishedShardLengths);
  const store = await openData(wanted);
  try {
    const result = await asDataset(store, infoOf(store), parsed);
    return (parsed.withInfo ? [result, infoOf(store)] : result) as Loaded<O>;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Reads a name's variant and what it passes as `key=value` into the options. */
export function dataOptions(name: string, options: DataOptions) {
  const { variant, kwargs } = resolveName(name);
  const { data_dir, ...unknown } = kwargs;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined || (data_dir !== undefined && options.dataDir !== undefined)) {
    const what = stranger === undefined ? "data_dir is given twice" : `${stranger} is unknown`;
    throw new ImageNetV2Error("INVALID_OPTION", `The name '${name}': ${what}.`, {
      option: stranger ?? "dataDir",
    });
  }
  const { dataDir, archive, partial, download, offline, baseUrl, downloadConfig } = options;
  const { env, signal, onProgress } = options;
  const isOpen = archive !== undefined && parseName(name).config === undefined;
  return {
    variant: isOpen ? undefined : variant.name,
    dataDir: data_dir === undefined ? dataDir : String(data_dir),
    ...{ archive, partial, download, offline, baseUrl, downloadConfig, env, signal, onProgress },
  };
}

function checkSplits(split: SplitStructure | undefined, shardLengths: readonly number[]): void {
  mapSplits(split, (spec) => resolveSplit(spec, { test: shardLengths }));
}

/** A dataset, or batches, in the place of each split. */
export async function asDataset(
  store: Store,
  info: DatasetInfo,
  options: ResolvedReading & z.output<z.ZodObject<typeof datasetShape>>,
): Promise<unknown> {
  const { split, batchSize, ragged, readConfig } = options;
  const stacking = { ragged, maxBatchBytes: readConfig.maxBatchBytes };
  const read = (spec: Parameters<typeof readSplit>[2]) => readSplit(store, info, spec, options);
  if (!batchSize) return mapSplits(split, read);
  if (batchSize > 0) return mapSplits(split, (spec) => batches(read(spec), batchSize, stacking));
  const datasets: Dataset<unknown>[] = [];
  mapSplits(split, (spec) => datasets.push(read(spec)));
  const whole: unknown[] = [];
  for (const dataset of datasets) whole.push(await oneBatch(dataset, stacking));
  return mapSplits(split, () => whole.shift());
}
