import {
  type DatasetInfo,
  ImageNetV2Error,
  resolveSplit,
  type ShardRange,
  type Split,
} from "@imagenet-v2/core";
import { abortSignal, type Exact, parseOptions } from "@imagenet-v2/core/internal";
import type { Dct } from "@imagenet-v2/decode";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";
import { cores } from "#platform";
import {
  checkDecoders,
  type DecodedExample,
  type Decoders,
  isPartialDecoding,
  type PartialDecoding,
} from "../examples/decoders.ts";
import { exampleReader } from "../examples/example-reader.ts";
import { Dataset } from "./dataset.ts";
import { infoOf } from "./info.ts";
import { type Order, splitIndices } from "./order.ts";
import { type ReadConfig, readConfigSchema } from "./read-config.ts";
import { filesShuffled, forWorker } from "./shard-parts.ts";

/** How examples are read from a store. */
export interface ReadingOptions {
  /**
   * - `"reading"`: as TFDS reads, its shards interleaved
   * - `"storage"`: as TFDS stores, shard after shard
   * - `"archive"`: as the images lie on the disk
   *
   * @default "reading"
   */
  readonly order?: Order | undefined;
  /** Gives `[image, label]` in place of an object. @default false */
  readonly asSupervised?: boolean | undefined;
  /** How to decode, by feature: {@link skipDecoding}, a function, or {@link partialDecoding}. */
  readonly decoders?: Decoders | PartialDecoding | undefined;
  /** Pillow's pixels (`"accurate"`) or TensorFlow's (`"fast"`). @default "accurate" */
  readonly dct?: Dct | undefined;
  /** Shuffles the shards, see `readConfig.shuffleSeed`. @default false */
  readonly shuffleFiles?: boolean | undefined;
  readonly readConfig?: ReadConfig | undefined;
  /** What to do with an image that cannot be decoded; `dataset.skipped` tells which. @default "throw" */
  readonly onError?: "throw" | "skip" | undefined;
  /** Ends everything, also later reads of the dataset, with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The type of an option, `undefined` if it is not given. */
export type Option<O, K extends string> = O extends { readonly [P in K]: infer V } ? V : undefined;

/** What an example is, read with these options. */
export type ExampleOf<O> =
  Option<O, "asSupervised"> extends true
    ? Supervised<DecodedExample<Option<O, "decoders">>>
    : Option<Option<O, "readConfig">, "addTfdsId"> extends true
      ? DecodedExample<Option<O, "decoders">> & { tfds_id: string }
      : DecodedExample<Option<O, "decoders">>;

type Supervised<E> = E extends { image: infer Image; label: infer Label } ? [Image, Label] : never;

/** The options by name, for those who take more than these. */
export const readingShape = {
  order: z.enum(["reading", "storage", "archive"]).default("reading"),
  asSupervised: z.boolean().default(false),
  decoders: z
    .custom<Decoders | PartialDecoding>((value) => {
      if (typeof value !== "object" || value === null) return false;
      if (!isPartialDecoding(value)) checkDecoders(value);
      return true;
    }, "must be an object or partialDecoding()")
    .optional(),
  dct: z.enum(["accurate", "fast"]).default("accurate"),
  shuffleFiles: z.boolean().default(false),
  readConfig: readConfigSchema.prefault({}),
  onError: z.enum(["throw", "skip"]).default("throw"),
  signal: abortSignal.optional(),
};

/** Reading options with their defaults filled in. */
export type ResolvedReading = z.output<z.ZodObject<typeof readingShape>>;

export interface DatasetOfOptions extends ReadingOptions {
  /** @default "test" */
  readonly split?: Split | undefined;
}

const datasetOfOptions = z.strictObject({
  ...readingShape,
  split: z.custom<Split>().default("test"),
});

/**
 * The examples of a store, or of a split of it, as a dataset. `load()` does this after it has found the
 * store.
 *
 * @throws INVALID_OPTION, INVALID_SPLIT, UNKNOWN_SPLIT
 */
export function datasetOf<const O extends DatasetOfOptions>(
  store: Store,
  options?: O & Exact<O, DatasetOfOptions, "readConfig">,
): Dataset<ExampleOf<O>> {
  const { split, ...reading } = parseOptions(
    datasetOfOptions,
    (options ?? {}) as DatasetOfOptions,
    "datasetOf",
  );
  return readSplit(store, infoOf(store), split, reading) as Dataset<ExampleOf<O>>;
}

/**
 * The examples of one split.
 *
 * @throws INVALID_SPLIT, also for a split without examples; UNKNOWN_SPLIT
 */
export function readSplit(
  store: Store,
  info: DatasetInfo,
  split: Split,
  reading: ResolvedReading,
): Dataset<unknown> {
  const { readConfig, dct, onError, signal } = reading;
  const { spec, fileInstructions } = resolveSplit(split, { [info.splitName]: store.shardLengths });
  if (fileInstructions.length === 0) {
    throw new ImageNetV2Error(
      "INVALID_SPLIT",
      "Instruction [] corresponds to no data!",
      { spec },
      { hint: `${spec} selects no example of the ${store.length}.` },
    );
  }
  const origin = {
    store,
    info,
    split: spec,
    reader: exampleReader(store, { ...reading, addTfdsId: readConfig.addTfdsId }),
    dct,
    readAhead: readConfig.skipPrefetch ? 0 : (readConfig.numParallelCallsForDecode ?? someAhead()),
    onError,
    signal,
    skipped: new Map(),
  };
  const sorted = readConfig.experimentalInterleaveSortFn?.(fileInstructions) ?? fileInstructions;
  const instructions = forWorker(sorted, readConfig);
  const indices = (of: readonly ShardRange[]) => splitIndices(store, of, reading);
  if (!reading.shuffleFiles) return new Dataset(origin, indices(instructions));

  const inRun = filesShuffled(instructions, readConfig);
  return new Dataset(
    origin,
    indices(inRun(0)),
    readConfig.shuffleReshuffleEachIteration ? (epoch) => indices(inRun(epoch)) : undefined,
  );
}

/** Four for each core keep the cores busy while results wait their turn; each takes half a megabyte. */
function someAhead(): number {
  return Math.min(Math.max(4 * cores(), 8), 32);
}
