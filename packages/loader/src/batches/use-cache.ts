import { dirname } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { makeFolder, withLock } from "@imagenet-v2/storage/node";
import type { DatasetOrigin } from "../examples/dataset-source.ts";
import type { BatchesPlan } from "./batches-options.ts";
import { type CachedTensors, type CacheKey, cacheKey, findCached } from "./cache-file.ts";
import { bytesFormat, type TensorBatch } from "./tensor-batch.ts";
import { type CacheProgress, writeCache } from "./write-cache.ts";

/** A cache that is asked for. */
export interface CacheRequest {
  readonly path: string;
  readonly origin: DatasetOrigin<unknown>;
  readonly plan: BatchesPlan;
  /** The examples that have to be in it. */
  readonly indices: Uint32Array;
  /** Makes the batches that go into it. */
  readonly make: (plan: BatchesPlan, indices: Uint32Array) => AsyncIterable<TensorBatch>;
  readonly onProgress?: ((progress: CacheProgress) => void) | undefined;
  /** Ends the waiting for another who makes it. */
  readonly signal?: AbortSignal | undefined;
}

/** Finds the tensors of some examples in a cache, which is made if there is none that has them. */
export async function useCache(request: CacheRequest): Promise<CachedTensors> {
  const { path, origin, plan, indices, signal } = request;
  // Once: it hashes what describes the data.
  const key = cacheKey(origin.store, plan.preprocessing, plan.dct);
  const find = () => findCached(path, key, indices, plan.format);
  const found = await find();
  if (found !== undefined) return found;
  await makeFolder(dirname(path));
  // The processes of one training all ask for it as they start.
  return withLock(path, { signal }, async () => {
    const theirs = await find();
    if (theirs !== undefined) return theirs;
    await makeCache(request, key, async () => (await find()) !== undefined);
    const made = await find();
    if (made !== undefined) return made;
    throw new ImageNetV2Error(
      "DATA_CHANGED",
      `${path}: somebody else has put another cache in the place of the one just made.`,
      { path },
      { hint: "Give each its own file." },
    );
  });
}

async function makeCache(
  { path, origin, plan, indices, make, onProgress }: CacheRequest,
  key: CacheKey,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const format = bytesFormat(plan.format);
  const preprocessing = { ...plan.preprocessing, dtype: format.dtype };
  const once = new Set(indices);
  const bytes: BatchesPlan = {
    ...plan,
    preprocessing,
    format,
    cache: undefined,
    dropRemainder: false,
    reuse: true,
  };
  const contents = {
    key,
    format,
    total: once.size,
    batches: make(bytes, Uint32Array.from(once)),
    skipped: () => [...origin.skipped.values()].filter(({ index }) => once.has(index)),
  };
  await writeCache(path, contents, isThere, onProgress);
}
