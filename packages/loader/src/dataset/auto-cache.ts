import { type DatasetInfo, resolveSplit, type Split } from "@imagenet-v2/core";
import type { ReadConfig } from "./read-config.ts";

/** TFDS keeps a dataset of at most this many bytes in memory. */
const largest = 250 * 2 ** 20;

export interface AutoCacheOptions {
  /** @default "test" */
  readonly split?: Split | undefined;
  readonly shuffleFiles?: boolean | undefined;
  readonly readConfig?: ReadConfig | undefined;
}

/**
 * Whether TFDS would keep the examples in memory after the first run over them, and why. A whole
 * variant never is, whatever slice is read: the size of the whole data decides. It is a report; an
 * archive that is read in place is kept by the operating system instead.
 */
export function autoCache(
  info: DatasetInfo,
  { split = "test", shuffleFiles = false, readConfig = {} }: AutoCacheOptions = {},
): { readonly cached: boolean; readonly reason: string } {
  const { tryAutocache = true, shuffleReshuffleEachIteration = true } = readConfig;
  const bytes = info.datasetSize;
  const shards = resolveSplit(split, { test: info.splits.test.shardLengths }).fileInstructions;
  const no = (reason: string) => ({ cached: false, reason });
  if (!tryAutocache) return no("tryAutocache is off");
  if (!bytes) return no("the size of the data is not known");
  if (bytes > largest) return no("the data is larger than 250 MiB");
  if (shuffleFiles && shuffleReshuffleEachIteration && shards.length > 1) {
    return no("the shards are shuffled anew in each iteration");
  }
  return { cached: true, reason: "the data is at most 250 MiB" };
}
