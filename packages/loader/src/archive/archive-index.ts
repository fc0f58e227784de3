import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { VariantName } from "@imagenet-v2/core";
import { writeFileAtomic } from "@imagenet-v2/fetch";
import type { FileStamp } from "../stamped-file.ts";

/**
 * Where the images of an archive lie: all that its headers tell, so that they are walked once. Lists
 * are in TFDS's storage order.
 */
export interface ArchiveIndex {
  /** The archive, as an absolute path without links. */
  readonly path: string;
  readonly stamp: FileStamp;
  /** The plain tar that offsets refer to, where the archive itself is a gzip file. */
  readonly inflated?: { readonly path: string; readonly stamp: FileStamp } | undefined;
  /** SHA-256 of the plain tar where it is known: while it is gunzipped, it is hashed. */
  readonly sha256?: string | undefined;
  readonly topDirectory?: string | undefined;
  /** The variant the names belong to, and whether all of them are there. */
  readonly variant?: VariantName | undefined;
  readonly complete: boolean;
  readonly numBytes: number;
  readonly fileNames: readonly string[];
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
}

/** Part of the file name: another version of this format is another file, and left alone. */
const FORMAT = "v1";

/** Where the index of an archive lies. */
function indexPath(dataDir: string, archivePath: string): string {
  return join(dataDir, "index", `archive-${FORMAT}-${archiveKey(archivePath)}.json`);
}

/** Stands for an archive's path in the names of files. */
export function archiveKey(archivePath: string): string {
  return sha256(archivePath).slice(0, 32);
}

/**
 * The stored index of an archive. `undefined` if there is none or it is not whole: an index can always
 * be made again, so nothing about it is an error.
 */
export async function readIndex(
  dataDir: string,
  archivePath: string,
): Promise<ArchiveIndex | undefined> {
  const text = await readFile(indexPath(dataDir, archivePath), "utf8").catch(() => "");
  const [checksum, json = ""] = text.split("\n", 2);
  if (checksum !== sha256(json)) return undefined;
  const index: ArchiveIndex = JSON.parse(json);
  return index.path === archivePath ? index : undefined;
}

/** Stores an index. Where the data folder cannot be written to, it lives in memory only. */
export async function writeIndex(dataDir: string, index: ArchiveIndex): Promise<void> {
  const json = JSON.stringify(index);
  await writeFileAtomic(indexPath(dataDir, index.path), `${sha256(json)}\n${json}`).catch(() => {});
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
