import { createHash } from "node:crypto";
import { join } from "node:path";
import { readCheckedJson, writeCheckedJson } from "@imagenet-v2/storage/node";

/** Part of the file name: another version of these formats is another file, and left alone. */
const FORMAT = "v2";

/** Thirty times as many as the index of a variant has. */
const mostBytes = 64 * 2 ** 20;

/** What an index is of. */
export type IndexKind = "archive" | "prepared";

/** Where images lie in a file or folder: found once, and kept. */
export interface StoredIndex {
  /** The file or folder, as an absolute path without links. */
  readonly path: string;
}

/**
 * The stored index of a file or folder. `undefined` if there is none or it is not whole: an index can
 * always be made again, so nothing about it is an error.
 */
export async function readIndex<I extends StoredIndex>(
  dataDir: string,
  kind: IndexKind,
  path: string,
): Promise<I | undefined> {
  const index = await readCheckedJson(indexPath(dataDir, kind, path), { limit: mostBytes });
  return (index as I | undefined)?.path === path ? (index as I) : undefined;
}

/** Stores an index. Where the data folder cannot be written to, it lives in memory only. */
export async function writeIndex(
  dataDir: string,
  kind: IndexKind,
  index: StoredIndex,
): Promise<void> {
  await writeCheckedJson(indexPath(dataDir, kind, index.path), index).catch(() => {});
}

/** Stands for a path in the names of files. */
export function pathKey(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 32);
}

function indexPath(dataDir: string, kind: IndexKind, path: string): string {
  return join(dataDir, "index", `${kind}-${FORMAT}-${pathKey(path)}.json`);
}
