import type { ShardRange } from "@imagenet-v2/core";
import * as z from "zod";
import { type Seed, seedSchema } from "../pipeline/random.ts";

/** Which of several workers this is: each reads some of the shards, whole. TFDS's `tf.distribute.InputContext`. */
export interface InputContext {
  readonly numInputPipelines: number;
  /** From 0. */
  readonly inputPipelineId: number;
}

/** How a split is read, with the names and defaults of those options of TFDS's `ReadConfig` that have an effect here. */
export interface ReadConfig {
  /** Adds the feature `tfds_id`: `imagenet_v2-test.tfrecord-00000-of-00016__0`. @default false */
  readonly addTfdsId?: boolean | undefined;
  /** For `shuffleFiles`. Without it each `load()` draws its own. */
  readonly shuffleSeed?: Seed | undefined;
  /** Another order of the shards in each iteration; all follow from the seed. @default true */
  readonly shuffleReshuffleEachIteration?: boolean | undefined;
  /** How many shards are read in turns. @default 16 */
  readonly interleaveCycleLength?: number | undefined;
  /** How many examples in a row come from one shard. @default 16 */
  readonly interleaveBlockLength?: number | undefined;
  readonly inputContext?: InputContext | undefined;
  /** Gives the parts of shards in the order in which they are to be read. */
  readonly experimentalInterleaveSortFn?:
    | ((instructions: readonly ShardRange[]) => readonly ShardRange[])
    | undefined;
  /** Reads and decodes no example before it is asked for. @default false */
  readonly skipPrefetch?: boolean | undefined;
  /** How many images are read and decoded ahead. Default: four for each core, 8 to 32. */
  readonly numParallelCallsForDecode?: number | undefined;
  /** Ours: what `batchSize: -1` may take, in bytes. @default 2 GiB */
  readonly maxBatchBytes?: number | undefined;
}

export const readConfigSchema = z.strictObject({
  addTfdsId: z.boolean().default(false),
  shuffleSeed: seedSchema.optional(),
  shuffleReshuffleEachIteration: z.boolean().default(true),
  interleaveCycleLength: z.int().positive().default(16),
  interleaveBlockLength: z.int().positive().default(16),
  inputContext: z
    .strictObject({
      numInputPipelines: z.int().positive(),
      inputPipelineId: z.int().nonnegative(),
    })
    .refine(({ numInputPipelines, inputPipelineId }) => inputPipelineId < numInputPipelines, {
      path: ["inputPipelineId"],
      error: "must be less than numInputPipelines",
    })
    .optional(),
  experimentalInterleaveSortFn: z
    .custom<NonNullable<ReadConfig["experimentalInterleaveSortFn"]>>(
      (value) => typeof value === "function",
      "must be a function",
    )
    .optional(),
  skipPrefetch: z.boolean().default(false),
  numParallelCallsForDecode: z.int().positive().max(1024).optional(),
  maxBatchBytes: z
    .int()
    .positive()
    .default(2 ** 31),
});

/** A {@link ReadConfig} with its defaults filled in. */
export type ResolvedReadConfig = z.output<typeof readConfigSchema>;
