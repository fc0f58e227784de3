import { isAbsolute, join, normalize, sep } from "node:path";
import {
  findVariant,
  ImageNetV2Error,
  variantNames,
  variantOfTopDirectory,
} from "@imagenet-v2/core";
import { catalogue, parseOptions, requireImageNetClasses } from "@imagenet-v2/core/internal";
import { dataFolder } from "@imagenet-v2/fetch";
import type { ExampleWriter, WriteOptions, WrittenFolder } from "@imagenet-v2/loader";
import { readAhead, writeShape } from "@imagenet-v2/loader/internal";
import { ioError, requireSpace } from "@imagenet-v2/storage/internal/node";
import { createFolderAtomic, writeFileAtomic } from "@imagenet-v2/storage/node";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";
import {
  type ExampleFormat,
  type FolderSummary,
  formatFault,
  type WrittenDataset,
} from "./example-format.ts";
import { completeByManifest, writeManifest } from "./manifest.ts";
import { type Plan, planShards } from "./plan.ts";
import { progressTeller } from "./progress.ts";
import { writeShard } from "./write-shard.ts";

const Options = z.strictObject(writeShape);

/**
 * The writer of a format: it decides on the shards, checks the space, reads ahead, tells how far it is, and
 * puts a folder in its place. Nothing is seen of the folder before it is complete and on the disk; a few
 * megabytes of memory are enough, and no disk beyond the shards. A complete folder that is there already is
 * left as it is, an incomplete one replaced.
 *
 * @throws INVALID_OPTION if it is not a format; the writer's `write` throws: INVALID_OPTION also if the
 * store's variant is not known and none is given, UNKNOWN_VARIANT, UNSUPPORTED for classes that are not ImageNet's, DISK_FULL before anything is written if
 * there is not enough space, DATA_CHANGED, IO, the signal's reason, and what the format throws
 *
 * @example
 * const writer = exampleWriter({
 *   name: "names",
 *   byteLength: ({ file_name }) => file_name.length + 1,
 *   openShard: async ({ shard, create }) => {
 *     const file = await create(`names-${shard}.txt`);
 *     return { write: ({ file_name }) => file.write(`${file_name}\n`) };
 *   },
 * });
 * const { path } = await writer.write(store, { dataDir: "out" });
 */
export function exampleWriter(format: ExampleFormat): ExampleWriter {
  const fault = formatFault(format);
  if (fault !== undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `exampleWriter: ${fault.member} must be ${fault.needed}.`,
      { option: fault.member },
    );
  }
  return {
    format: format.name,
    write: (store, options = {}) => writeFolder(format, store, options),
  };
}

async function writeFolder(
  format: ExampleFormat,
  store: Store,
  options: WriteOptions,
): Promise<WrittenFolder> {
  const { dataDir, variant, overwrite, signal, onProgress, ...shards } = parseOptions(
    Options,
    options,
    format.name,
  );
  const dataset = datasetOf(format, store, variant);
  const root = dataFolder({ dataDir });
  const path = join(root, folderOf(format, dataset));
  const complete = () => completeFolder(format, path);
  const written = { path, variant: dataset.variant };
  try {
    signal?.throwIfAborted();
    const existing = overwrite ? undefined : await complete();
    if (existing) return { ...written, ...existing, reused: true };

    const plan = planShards(format, store, dataset, shards);
    await requireSpace(path, plan.fileBytes);
    for (const [name, text] of Object.entries(format.sharedFiles?.(dataset) ?? {})) {
      await writeFileAtomic(join(root, name), text);
    }
    const made = await createFolderAtomic(
      path,
      (temporary) => fill(temporary, format, store, plan, { signal, onProgress }),
      async () => !overwrite && (await complete()) !== undefined,
    );
    if (!made) return await writeFolder(format, store, options);
    return { ...written, ...summaryOf(plan), reused: false };
  } catch (error) {
    throw ioError(error, path);
  }
}

function completeFolder(format: ExampleFormat, path: string) {
  if (format.complete !== undefined) return format.complete(path);
  return completeByManifest(path, format.name).then((found) => found && summaryOf(found));
}

const summaryOf = ({ numExamples, shardLengths, numBytes }: FolderSummary): FolderSummary => ({
  numExamples,
  shardLengths,
  numBytes,
});

function datasetOf(
  { name: format }: ExampleFormat,
  { info }: Store,
  said: string | undefined,
): WrittenDataset {
  requireImageNetClasses(info.dataset, format);
  const { name, version } = catalogue;
  const known = said ?? info.variant ?? variantOfTopDirectory(info.topDirectory ?? "")?.name;
  if (known !== undefined) return { name, variant: findVariant(known).name, version };
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${format}: nothing says which variant ${info.path} is.`,
    { option: "variant" },
    { hint: `Say it with variant, or in the name (imagenet_v2/…): ${variantNames.join(", ")}.` },
  );
}

function folderOf(format: ExampleFormat, dataset: WrittenDataset): string {
  const { name, variant, version } = dataset;
  const folder = normalize(format.folder?.(dataset) ?? join(format.name, name, variant, version));
  const [first] = folder.split(sep);
  if (!isAbsolute(folder) && first !== ".." && first !== "." && first !== "") return folder;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${format.name}: its folder ${JSON.stringify(folder)} does not lie below the data folder.`,
    { option: "folder" },
  );
}

/** While one shard is synced, which takes the disk as long as all the rest, another is written. */
const shardsAtOnce = 2;

async function fill(
  folder: string,
  format: ExampleFormat,
  store: Store,
  plan: Plan,
  { signal, onProgress }: Pick<WriteOptions, "signal" | "onProgress">,
): Promise<void> {
  const tell = progressTeller(plan, onProgress);
  let from = 0;
  const ranges = plan.shardLengths.map((length, shard) => {
    const range = { shard, from, length };
    from += length;
    return range;
  });
  const shards = readAhead(
    () => ranges.values(),
    (range, signal) => writeShard(folder, format, store, plan, range, signal, tell),
    { ahead: shardsAtOnce, signals: [signal] },
  );
  for await (const _ of shards);
  for (const [name, text] of Object.entries(format.files?.(plan) ?? {})) {
    await writeFileAtomic(join(folder, name), text);
  }
  if (format.complete === undefined) await writeManifest(folder, format.name, plan);
  signal?.throwIfAborted();
}
