import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { readCheckedJson, writeCheckedJson } from "./checked-json.ts";
import { ioError, isErrno } from "./io-error.ts";

/** Thirty times as many as the index of ten thousand images has. */
const mostBytes = 64 * 2 ** 20;

/** What was found out about a file or folder, can be found again, and is kept in a data folder's `index/`. */
export interface Kept {
  /** The file or folder that it is about, as an absolute path. */
  readonly path: string;
}

/** Each kind has a version in its name: what is kept in another form is another file, and left alone. */
export type KeptKind = `${string}-v${number}`;

/** The form of all names in `index/`, by which clean-up knows what anybody keeps there. */
const nameForm = /^[a-z]+(?:-[a-z]+)*-v\d+-[0-9a-f]{32}\.[a-z0-9]+$/;

/**
 * Where something is kept.
 *
 * @param key of what it is about, for one thing its path
 */
export function keptPath(dataDir: string, kind: KeptKind, key: string): string {
  return join(dataDir, "index", `${kind}-${pathKey(key)}.json`);
}

/** Stands for a path in the names of files: 32 hex digits. */
export function pathKey(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 32);
}

/**
 * What is kept about a file or folder. `undefined` if there is nothing, or it is not whole: it can
 * always be found again, so nothing about it is an error.
 *
 * @param part where several things of one kind are kept, which one
 */
export async function readKept<K extends Kept>(
  dataDir: string,
  kind: KeptKind,
  path: string,
  part = "",
): Promise<K | undefined> {
  const kept = await readCheckedJson(keptPath(dataDir, kind, path + part), { limit: mostBytes });
  return (kept as K | undefined)?.path === path ? (kept as K) : undefined;
}

/** Keeps something. Where the data folder cannot be written to, it lives in memory only. */
export async function writeKept(
  dataDir: string,
  kind: KeptKind,
  kept: Kept,
  part = "",
): Promise<void> {
  await writeCheckedJson(keptPath(dataDir, kind, kept.path + part), kept).catch(() => {});
}

/**
 * All that is kept in a data folder, whoever keeps it.
 *
 * @returns each file, and what it says; nothing where it is damaged. A file beside one, with the same
 *   name but for its ending, is about the same
 * @throws IO
 */
export async function findKept(
  dataDir: string,
): Promise<{ readonly file: string; readonly kept: Kept | undefined }[]> {
  const index = join(dataDir, "index");
  const files = (await namesIn(index)).filter((name) => nameForm.test(name));
  return Promise.all(
    files.map(async (name) => {
      const json = join(index, name.replace(/\.[a-z0-9]+$/, ".json"));
      const kept = await readCheckedJson(json, { limit: mostBytes });
      const known = typeof (kept as Kept | undefined)?.path === "string";
      return { file: join(index, name), kept: known ? (kept as Kept) : undefined };
    }),
  );
}

/** The names in a folder, which need not be there; nothing behind a link. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await lstat(folder)).isDirectory() ? await readdir(folder) : [];
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw ioError(error, folder);
  }
}
