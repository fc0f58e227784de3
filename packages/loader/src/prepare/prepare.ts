import { dirname, join } from "node:path";
import {
  catalogue,
  findVariant,
  ImageNetV2Error,
  parseOptions,
  type ShardOptions,
  type VariantName,
  variantNames,
  variantOfTopDirectory,
} from "@imagenet-v2/core";
import { abortSignal } from "@imagenet-v2/core/internal";
import { dataFolder } from "@imagenet-v2/fetch";
import { createFolderAtomic, ioError, writeFileAtomic } from "@imagenet-v2/storage/node";
import type { Store } from "@imagenet-v2/stores";
import {
  formatDefaultConfig,
  formatMetadata,
  type SplitJson,
  shardNames,
} from "@imagenet-v2/tfrecord";
import * as z from "zod";
import { readAhead } from "../pipeline/read-ahead.ts";
import { completeFolder } from "./complete-folder.ts";
import { folderMetadata } from "./metadata.ts";
import { type Plan, planShards } from "./plan.ts";
import { type PrepareProgress, progressTeller } from "./progress.ts";
import { requireSpace } from "./space.ts";
import { writeShard } from "./write-shard.ts";

export interface PrepareOptions extends ShardOptions {
  /** Where `imagenet_v2/<variant>/3.0.0/` is made. Default: the data folder. */
  readonly dataDir?: string | undefined;
  /** Which variant to call it. Default: what the data are. */
  readonly variant?: string | undefined;
  /** Only so many examples, the first in storage order, so the same everywhere. Default: all. */
  readonly maxExamplesPerSplit?: number | undefined;
  /** Whether to replace a folder that is there, even if nothing is wrong with it. @default false */
  readonly overwrite?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
}

/** A folder as TFDS prepares it. */
export interface PreparedFolder {
  /** `<dataDir>/imagenet_v2/<variant>/3.0.0` */
  readonly path: string;
  readonly variant: VariantName;
  readonly numExamples: number;
  readonly shardLengths: readonly number[];
  /** Sum of the serialized examples: TFDS's `dataset_size`. */
  readonly numBytes: number;
  /** Whether it was there already, in which case nothing was done: its numbers are its own. */
  readonly reused: boolean;
}

const Options = z.strictObject({
  dataDir: z.string().optional(),
  variant: z.string().optional(),
  maxExamplesPerSplit: z.int().positive().optional(),
  numShards: z.int().positive().optional(),
  minShardSize: z.number().positive().optional(),
  maxShardSize: z.number().positive().optional(),
  overwrite: z.boolean().default(false),
  signal: abortSignal.optional(),
  onProgress: z
    .custom<(progress: PrepareProgress) => void>((value) => typeof value === "function")
    .optional(),
});

/**
 * Writes the examples of a store as the folder that TFDS's `download_and_prepare` makes: TFRecord
 * shards, `dataset_info.json`, `features.json`, `label.labels.txt`. TFDS reads it as its own. Nothing is
 * seen of it before it is complete and on the disk; a few megabytes of memory are enough, and no disk
 * beyond the shards: where TFDS sorts the examples in temporary files, here the order is known from the
 * names. A complete folder that is there already is left as it is, an incomplete one replaced.
 *
 * @throws INVALID_OPTION also if the store's variant is not known and none is given
 * @throws UNKNOWN_VARIANT
 * @throws DISK_FULL before anything is written, if there is not enough space
 * @throws DATA_CHANGED, IO
 * @throws the signal's reason
 *
 * @example
 * const { path } = await prepare(store, { dataDir: "data" });
 * path; //=> "/home/me/data/imagenet_v2/matched-frequency/3.0.0"
 */
export async function prepare(store: Store, options: PrepareOptions = {}): Promise<PreparedFolder> {
  const {
    dataDir,
    variant: name,
    overwrite,
    signal,
    onProgress,
    ...shards
  } = parseOptions(Options, options, "prepare");
  const variant = variantOf(store, name);
  const root = join(dataFolder({ dataDir }), catalogue.name);
  const path = join(root, variant, catalogue.version);
  try {
    signal?.throwIfAborted();
    const existing = overwrite ? undefined : await completeFolder(path);
    if (existing) return { path, variant, ...existing, reused: true };

    const plan = planShards(store, shards);
    await requireSpace(dirname(path), plan.fileBytes);
    await writeFileAtomic(
      join(root, ".config", "metadata.json"),
      formatDefaultConfig(variantNames[0]),
    );
    const made = await createFolderAtomic(
      path,
      (temporary) => fill(temporary, store, variant, plan, { signal, onProgress }),
      async () => !overwrite && (await completeFolder(path)) !== undefined,
    );
    if (!made) return await prepare(store, options);
    const { numExamples, shardLengths, numBytes } = plan;
    return { path, variant, numExamples, shardLengths, numBytes, reused: false };
  } catch (error) {
    throw ioError(error, path);
  }
}

function variantOf({ info }: Store, name: string | undefined): VariantName {
  if (name !== undefined) return findVariant(name).name;
  const known = info.variant ?? variantOfTopDirectory(info.topDirectory ?? "")?.name;
  if (known !== undefined) return findVariant(known).name;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `prepare: nothing says which variant ${info.path} is.`,
    { option: "variant" },
    { hint: `Say it with variant, or in the name (imagenet_v2/…): ${variantNames.join(", ")}.` },
  );
}

/** While one shard is synced, which takes the disk as long as all the rest, another is written. */
const shardsAtOnce = 2;

async function fill(
  folder: string,
  store: Store,
  variant: VariantName,
  plan: Plan,
  { signal, onProgress }: Pick<PrepareOptions, "signal" | "onProgress">,
): Promise<void> {
  const metadata = folderMetadata(variant, plan, store.info);
  const [test] = metadata.info.splits;
  const names = shardNames(metadata.info, test as SplitJson);
  const tell = progressTeller(plan, onProgress);
  let from = 0;
  const ranges = plan.shardLengths.map((length, shard) => {
    const range = { path: join(folder, names[shard] as string), from, length };
    from += length;
    return range;
  });
  const shards = readAhead(
    () => ranges.values(),
    ({ path, ...range }, signal) => writeShard(path, store, range, signal, tell),
    { ahead: shardsAtOnce, signals: [signal] },
  );
  for await (const _ of shards);
  // dataset_info.json is the last: it is what makes a folder count as prepared.
  for (const [name, text] of Object.entries(formatMetadata(metadata))) {
    await writeFileAtomic(join(folder, name), text);
  }
  signal?.throwIfAborted();
}
