import { utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DatasetSpec } from "@imagenet-v2/core";
import { type FileStamp, pathKey, StampedFile } from "@imagenet-v2/storage/internal/node";
import { createFileAtomic, fileSource, hashFile } from "@imagenet-v2/storage/node";
import type { ArchiveListing } from "./archive-listing.ts";
import { gunzipTar } from "./gunzip.ts";
import { listTar } from "./list-tar.ts";
import type { ArchiveProgress } from "./open-archive.ts";

export interface InflateOptions {
  readonly dataDir: string;
  readonly spec: DatasetSpec;
  readonly signal?: AbortSignal | undefined;
  /** Told while a gzip file is inflated: how much of it. A plain archive is there at once. */
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
}

/** What came out of a gzip file, and where it lies. */
export interface InflatedArchive extends ArchiveListing {
  readonly inflated: { readonly path: string; readonly stamp: FileStamp };
  readonly sha256: string;
}

/**
 * Gunzips an archive into `<dataDir>/downloads/extracted`, where TFDS unpacks to as well, and indexes
 * what comes out. It gets its name only then, so nothing hostile or cut is ever there. Its time is the
 * gzip file's: two processes that do this at once leave the same file.
 *
 * @param path what the archive is called in messages
 */
export async function inflateArchive(
  archive: StampedFile,
  path: string,
  { dataDir, spec, signal, onProgress }: InflateOptions,
): Promise<InflatedArchive> {
  const name = `GZIP.${basename(archive.path)}.${pathKey(archive.path)}.tar`;
  const target = join(dataDir, "downloads", "extracted", name);
  return createFileAtomic(target, async (temporary) => {
    await gunzipTar(archive, temporary, { path, spec, signal, onProgress });
    const seconds = Number(BigInt(archive.stamp.mtime) / 1_000_000_000n);
    await utimes(temporary, seconds, seconds);
    const tar = await StampedFile.open(temporary);
    try {
      const facts = await listTar(await fileSource(tar), path, { signal, spec });
      // From the disk: what came out of zlib may have changed there since.
      const { sha256 } = await hashFile(temporary, { signal });
      tar.checkUnchanged();
      return { ...facts, sha256, inflated: { path: target, stamp: tar.stamp } };
    } finally {
      await tar.close();
    }
  });
}
