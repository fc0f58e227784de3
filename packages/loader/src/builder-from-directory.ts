import { parseOptions } from "@imagenet-v2/core/internal";
import { dataFolder } from "@imagenet-v2/fetch";
import type { Store } from "@imagenet-v2/stores";
import { JoinedStore, PreparedStore, type PreparedStoreOptions } from "@imagenet-v2/stores";
import * as z from "zod";
import { Builder } from "./builder.ts";
import { type DataOptions, dataShape } from "./data/open-data.ts";
import { infoOf } from "./dataset/info.ts";

export interface DirectoryOptions
  extends Pick<DataOptions, "dataDir" | "env" | "partial" | "signal"> {
  /** Whether to check the CRC of a record each time it is read. @default true */
  readonly verify?: boolean | undefined;
}

const { dataDir, env, partial, signal } = dataShape;
const directoryOptions = z.strictObject({
  ...{ dataDir, env, partial, signal },
  verify: z.boolean().optional(),
});

/**
 * The builder of a folder that TFDS or we prepared: TFDS's `builder_from_directory`. Its shards are
 * taken as they are, so with other than the usual 16 the order is another.
 *
 * @param path the folder of a version: `…/imagenet_v2/matched-frequency/3.0.0`
 * @throws whatever {@link PreparedStore.open} throws
 */
export async function builderFromDirectory(
  path: string,
  options: DirectoryOptions = {},
): Promise<Builder> {
  const parsed = parseOptions(directoryOptions, options, "builderFromDirectory");
  return builderOf((signal) => PreparedStore.open(path, { ...parsed, signal }), parsed);
}

/**
 * The builder of several prepared folders of one variant, read as one: TFDS's
 * `builder_from_directories`. The shards of the first come first.
 *
 * @throws whatever {@link PreparedStore.open} throws; WRONG_VARIANT if they are of several variants
 */
export async function builderFromDirectories(
  paths: readonly string[],
  options: DirectoryOptions = {},
): Promise<Builder> {
  const parsed = parseOptions(directoryOptions, options, "builderFromDirectories");
  const open = (signal: AbortSignal | undefined) =>
    JoinedStore.openAll(paths.map((path) => () => PreparedStore.open(path, { ...parsed, signal })));
  return builderOf(open, parsed);
}

async function builderOf(
  open: (signal: AbortSignal | undefined) => Promise<Store>,
  options: PreparedStoreOptions,
): Promise<Builder> {
  const store = await open(options.signal);
  await store.close();
  return new Builder({
    info: infoOf(store),
    dataDir: dataFolder(options),
    open: ({ signal }) => open(signal),
    // Whatever shards there are decide.
    checkSplits: () => {},
  });
}
