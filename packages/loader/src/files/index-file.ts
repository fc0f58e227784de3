import { createHash } from "node:crypto";
import { join } from "node:path";
import { readSmallFile, writeFileAtomic } from "@imagenet-v2/fetch";

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
  const read = readSmallFile(indexPath(dataDir, kind, path), { limit: mostBytes });
  const text = await read.then(String, () => "");
  const [checksum, json = ""] = text.split("\n", 2);
  if (checksum !== sha256(json)) return undefined;
  const index: I = JSON.parse(json);
  return index.path === path ? index : undefined;
}

/** Stores an index. Where the data folder cannot be written to, it lives in memory only. */
export async function writeIndex(
  dataDir: string,
  kind: IndexKind,
  index: StoredIndex,
): Promise<void> {
  const json = JSON.stringify(index);
  const path = indexPath(dataDir, kind, index.path);
  await writeFileAtomic(path, `${sha256(json)}\n${json}`).catch(() => {});
}

/** Stands for a path in the names of files. */
export function pathKey(path: string): string {
  return sha256(path).slice(0, 32);
}

function indexPath(dataDir: string, kind: IndexKind, path: string): string {
  return join(dataDir, "index", `${kind}-${FORMAT}-${pathKey(path)}.json`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
