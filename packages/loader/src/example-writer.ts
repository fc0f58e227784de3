import type { ShardOptions, VariantName } from "@imagenet-v2/core";
import { abortSignal, callbackOption } from "@imagenet-v2/core/internal";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";

/** How far the writing is, told about ten times a second and at the end. */
export interface WriteProgress {
  readonly examples: number;
  readonly totalExamples: number;
  /** Of the files with the examples. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface WriteOptions extends ShardOptions {
  /** The folder below which the writer makes its own. Default: the data folder. */
  readonly dataDir?: string | undefined;
  /** Which variant to call it. Default: what the data are. */
  readonly variant?: string | undefined;
  /** Only so many examples, the first in storage order, so the same everywhere. Default: all. */
  readonly maxExamplesPerSplit?: number | undefined;
  /** Whether to replace a folder that is there, even if nothing is wrong with it. @default false */
  readonly overwrite?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: WriteProgress) => void) | undefined;
}

/** A folder that an {@link ExampleWriter} made. */
export interface WrittenFolder {
  /** As an absolute path. */
  readonly path: string;
  readonly variant: VariantName;
  readonly numExamples: number;
  readonly shardLengths: readonly number[];
  /** Sum of the examples in the writer's form, framing left out; of TFRecord TFDS's `dataset_size`. */
  readonly numBytes: number;
  /** Whether it was there already, in which case nothing was done: its numbers are its own. */
  readonly reused: boolean;
}

/**
 * Writes examples in another form, for others to read. `@imagenet-v2/export` has `tfrecord()`, and makes
 * a writer of a form of your own.
 */
export interface ExampleWriter {
  /** What the form is called: `"tfrecord"`. */
  readonly format: string;
  /** Makes a folder of the store's examples. Nothing is seen of it before it is complete. */
  write(store: Store, options?: WriteOptions): Promise<WrittenFolder>;
}

/** What is checked of {@link WriteOptions}, for `z.strictObject`. */
export const writeShape = {
  dataDir: z.string().optional(),
  variant: z.string().optional(),
  maxExamplesPerSplit: z.int().positive().optional(),
  numShards: z.int().positive().optional(),
  minShardSize: z.number().positive().optional(),
  maxShardSize: z.number().positive().optional(),
  overwrite: z.boolean().optional(),
  signal: abortSignal.optional(),
  onProgress: callbackOption<(progress: WriteProgress) => void>(),
};

/** The schema of an option that is an {@link ExampleWriter}. */
export const exampleWriterSchema = z.custom<ExampleWriter>((value) => {
  if (typeof value !== "object" || value === null) return false;
  const { format, write } = value as Partial<ExampleWriter>;
  return typeof format === "string" && typeof write === "function";
}, "must be an ExampleWriter, such as tfrecord() of imagenet-v2/export");
