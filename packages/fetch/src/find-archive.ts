import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Variant } from "@imagenet-v2/core";
import { downloadPath, manualPath } from "./cache-names.ts";
import { type DataFolderOptions, dataFolder, dataFolders } from "./data-folder.ts";
import { hubCache } from "./hub-cache.ts";
import type { OnProgress } from "./progress.ts";
import { proveFile } from "./verify-file.ts";

/** A variant's archive on this machine, its bytes proven by its checksum. */
export interface ArchiveFile {
  /** In a page, among the origin's own files: what `load(name, { archive: path })` takes there. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly variant: Variant;
}

export interface FindArchiveOptions extends DataFolderOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told while a file is hashed for the first time, which takes about a second. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * The places an archive may be in, in the order in which they are looked at: TFDS's name and its
 * folder for files put there by hand, in each data folder; then the Hugging Face hub cache, whose
 * blobs are named by their checksum.
 */
export function archivePlaces(
  variant: Variant,
  options: DataFolderOptions = {},
): readonly string[] {
  const { env = process.env } = options;
  const hub = hubCache(env);
  return [
    ...dataFolders(options).flatMap(({ path }) => [
      downloadPath(path, variant),
      manualPath(path, variant),
    ]),
    ...(hub === undefined
      ? []
      : [join(hub, "datasets--vaishaal--ImageNetV2", "blobs", variant.archive.sha256)]),
  ];
}

/**
 * The archive of a variant if it is on this machine, looked for in all {@link archivePlaces}. Only
 * bytes with the published checksum are taken: a file seen for the first time, or changed since, is
 * hashed, and what came out is remembered in the data folder's `index/` if that can be written to.
 * Opens no socket.
 *
 * @returns undefined if there is none, or none with the right bytes
 * @throws IO if a file is there and cannot be read; `signal.reason` when aborted
 */
export async function findArchive(
  variant: Variant,
  options: FindArchiveOptions = {},
): Promise<ArchiveFile | undefined> {
  const dataDir = dataFolder(options);
  const { bytes, sha256 } = variant.archive;
  for (const path of archivePlaces(variant, options)) {
    if ((await sizeOf(path)) !== bytes) continue;
    if (await proveFile(path, { ...options, dataDir, sha256 })) {
      return { path, bytes, sha256, variant };
    }
  }
  return undefined;
}

/** Size of a regular file, links followed; undefined for anything else. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}
