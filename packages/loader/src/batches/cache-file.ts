import { rm } from "node:fs/promises";
import { ImageNetV2Error, variants } from "@imagenet-v2/core";
import type { PostedError } from "@imagenet-v2/core/internal";
import type { Dct, Preprocessing } from "@imagenet-v2/decode";
import { kernelVersion } from "@imagenet-v2/decode/internal";
import { type FileStamp, StampedFile, sameStamp } from "@imagenet-v2/storage/internal/node";
import { readSmallFile } from "@imagenet-v2/storage/node";
import type { Store } from "@imagenet-v2/stores";
import { canDescribe, storeIdentity } from "@imagenet-v2/stores/internal";
import * as z from "zod";
import { type Pixels, pixelsOf } from "./pixels.ts";
import { bytesFormat, type RowFormat, rowBytes } from "./tensor-batch.ts";

/** What decides about the bytes of a cache. */
export interface CacheKey {
  /** SHA-256 of the published archive; else of what tells this data from other data. */
  readonly data: string;
  readonly pixels: Pixels & { readonly dct: Dct };
  readonly kernel: string;
}

/** The JSON beside the tensors: what they are of. */
export interface CacheRecord {
  readonly format: 1;
  readonly key: CacheKey;
  /** Of the file of tensors: another one is not what this record is about. */
  readonly stamp: FileStamp;
  /** Of the first tensor's first byte. */
  readonly offset: number;
  /** For each tensor its example. */
  readonly index: readonly number[];
  readonly file_name: readonly string[];
  readonly label: readonly number[];
  /** Images that could not be decoded, and have no tensor. */
  readonly skipped: readonly { readonly index: number; readonly error: PostedError }[];
}

/** Of a record with the right key, what is read; a damaged one may have anything there. */
const usedFields = z.object({
  stamp: z.object({ bytes: z.int(), mtime: z.string() }),
  offset: z.int(),
  index: z
    .array(z.int().nonnegative())
    .refine((index) => new Set(index).size === index.length, "names an example twice"),
  skipped: z.array(
    z.object({
      index: z.int(),
      error: z.union([
        z.object({ json: z.record(z.string(), z.unknown()) }),
        z.object({ text: z.string() }),
      ]),
    }),
  ),
});

/** Where cached tensors lie; can be sent to another thread. */
export interface CachedTensors {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly offset: number;
  /** For each index in the store the number of its tensor, or -1. Shared. */
  readonly rows: Int32Array;
  readonly skipped: ReadonlyMap<number, PostedError>;
}

export function cacheKey(store: Store, preprocessing: Preprocessing, dct: Dct): CacheKey {
  return {
    data: identity(store),
    pixels: { ...pixelsOf(preprocessing), dct },
    kernel: kernelVersion,
  };
}

export function recordPath(path: string): string {
  return `${path}.json`;
}

/** Deletes a cache, if it is there. */
export async function removeCache(path: string): Promise<void> {
  for (const file of [path, recordPath(path)]) await rm(file, { force: true });
}

/** Fifty times as many as the record of a variant has. */
const mostRecordBytes = 64 * 2 ** 20;

/** The record of a cache; `undefined` if there is none that can be understood. */
export async function readRecord(path: string): Promise<CacheRecord | undefined> {
  try {
    const text = await readSmallFile(recordPath(path), { limit: mostRecordBytes });
    const record: CacheRecord = JSON.parse(text.toString());
    return record.format === 1 ? record : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Finds the tensors of some examples in a cache.
 *
 * @returns `undefined` if there is no cache, or one that is not of this data and these pixels, or that
 * has not all of the examples
 */
export async function findCached(
  path: string,
  key: CacheKey,
  indices: Uint32Array,
  format: RowFormat,
): Promise<CachedTensors | undefined> {
  const record = await readRecord(path);
  if (record === undefined || JSON.stringify(record.key) !== JSON.stringify(key)) return undefined;
  if (!usedFields.safeParse(record).success) return undefined;
  const { stamp, offset } = record;
  const file = await StampedFile.open(path).catch(() => undefined);
  await file?.close();
  if (file === undefined || !sameStamp(file.stamp, stamp)) return undefined;
  if (stamp.bytes !== offset + record.index.length * rowBytes(bytesFormat(format)))
    return undefined;

  const skipped = new Map(record.skipped.map(({ index, error }) => [index, error]));
  const length = indices.reduce((most, index) => Math.max(most, index + 1), 0);
  const rows = new Int32Array(new SharedArrayBuffer(4 * length)).fill(-1);
  for (const [row, index] of record.index.entries()) if (index < length) rows[index] = row;
  const complete = indices.every((index) => rows[index] !== -1 || skipped.has(index));
  return complete ? { path: file.path, stamp, offset, rows, skipped } : undefined;
}

function identity(store: Store): string {
  const { provenance, variant } = store.info;
  if (provenance === "published" && variant !== undefined) return variants[variant].archive.sha256;
  const identity = canDescribe(store) ? storeIdentity(store.describe()) : undefined;
  if (identity !== undefined) return identity;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${store.info.path}: tensors of this store cannot be kept, as nothing tells when its images change.`,
    { option: "cache" },
    { hint: "Leave out the cache, or use a store whose describe() names its files." },
  );
}
