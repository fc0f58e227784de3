import { type FileHandle, open } from "node:fs/promises";
import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { toPosted } from "@imagenet-v2/core/internal";
import { stampOf } from "@imagenet-v2/storage/internal/node";
import { createFileAtomic, openFile, writeFileAtomic } from "@imagenet-v2/storage/node";
import type { SkippedExample } from "../examples/example.ts";
import { type CacheKey, type CacheRecord, readRecord, recordPath } from "./cache-file.ts";
import { npyHeader } from "./npy.ts";
import type { RowFormat, TensorBatch } from "./tensor-batch.ts";

/** How far the making of a cache is. */
export interface CacheProgress {
  /** Examples in the file. */
  readonly done: number;
  readonly total: number;
}

export interface CacheContents {
  readonly key: CacheKey;
  readonly format: RowFormat;
  /** How many examples there are, those that will be skipped among them. */
  readonly total: number;
  /** In bytes. A batch is not looked at any more when the next one is asked for. */
  readonly batches: AsyncIterable<TensorBatch>;
  /** Looked at when all batches are through. */
  skipped(): readonly SkippedExample[];
}

/**
 * Writes tensors to one NumPy file, and beside it, as `<file>.json`, what they are of. A cache that is
 * there is replaced; whoever reads it meanwhile goes on with the old one.
 *
 * @param isThere whether a cache that will do is there by now: then it stays, as others read it already
 * @throws INVALID_OPTION if there is a file that is no cache; DISK_FULL, IO
 */
export async function writeCache(
  path: string,
  { key, format, total, batches, skipped }: CacheContents,
  isThere: () => Promise<boolean>,
  onProgress?: ((progress: CacheProgress) => void) | undefined,
): Promise<void> {
  await refuseForeign(path);
  const build = async (temporary: string): Promise<CacheRecord> => {
    const file = await open(temporary, "wx");
    try {
      const header = npyHeader(total, format.shape);
      const names = { index: [] as number[], file_name: [] as string[], label: [] as number[] };
      await writeAll(file, header);
      for await (const { image, index, file_name, label } of batches) {
        await writeAll(file, image.data as Uint8Array);
        names.index.push(...index);
        names.file_name.push(...file_name);
        names.label.push(...label);
        onProgress?.({ done: names.index.length, total });
      }
      await file.write(npyHeader(names.index.length, format.shape), 0, header.length, 0);
      await file.sync();
      const stamp = stampOf(await file.stat({ bigint: true }));
      return {
        format: 1,
        key,
        stamp,
        offset: header.length,
        ...names,
        skipped: skipped().map(({ index, error }) => ({ index, error: toPosted(error) })),
      };
    } finally {
      await file.close();
    }
  };
  await createFileAtomic(path, build, async (record) => {
    if (await isThere()) return false;
    // The record first: until the file it is about has its name, the two do not match.
    await writeFileAtomic(recordPath(path), JSON.stringify(record));
    return true;
  });
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

/** Only a cache is replaced by a cache. */
async function refuseForeign(path: string): Promise<void> {
  if ((await readRecord(path)) !== undefined) return;
  try {
    await (await openFile(path)).close();
  } catch (error) {
    if (isImageNetV2Error(error, "NOT_FOUND")) return;
    throw error;
  }
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${path}: this file is no cache of tensors, and stays as it is.`,
    { option: "cache" },
    { hint: "Name another file, or remove this one." },
  );
}
