import type { Dirent } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import {
  ioError,
  isAbandoned,
  isErrno,
  isLeftBehind,
  parseLock,
  parseTemporary,
  readCheckedJson,
  readStart,
} from "@imagenet-v2/storage/node";
import { downloadPath } from "./cache-names.ts";
import { type DataFolderOptions, dataFolder } from "./data-folder.ts";
import { findParts, parsePartName } from "./part-folder.ts";
import { isRecordName } from "./verified.ts";

/** Something that may be removed, and why it lies there. */
export interface Cleanable {
  /**
   * - `part`: an unfinished download, which the next one would go on from
   * - `lock`: of a process that is gone
   * - `temporary`: what a killed process was about to write
   * - `record`: what is known of a file that is gone
   * - `copy`: an archive gunzipped here, whose gzip file is gone
   * - `archive`: a downloaded archive, only if asked for
   */
  readonly kind: "part" | "lock" | "temporary" | "record" | "copy" | "archive";
  readonly path: string;
  readonly bytes: number;
}

export interface CleanOptions extends DataFolderOptions {
  /** Also the archives, which must then be downloaded again. Never those put there by hand. @default false */
  readonly archives?: boolean | undefined;
}

/**
 * What in the data folder is of no more use, or with `archives` can be had again: our own files only,
 * by their names, none that a running process uses, no links and nothing behind them.
 */
export async function cleanable(options: CleanOptions = {}): Promise<readonly Cleanable[]> {
  const dataDir = dataFolder(options);
  const downloads = join(dataDir, "downloads");
  const { gone, inflated } = await indexed(join(dataDir, "index"));
  const found: Promise<Cleanable | undefined>[] = gone.map((path) => item("record", path));
  const folders = [dataDir, downloads, join(downloads, "extracted"), join(dataDir, "index")];
  for (const folder of folders) {
    for (const { name } of await entries(folder)) {
      const path = join(folder, name);
      if (await isFreeTemporary(path)) found.push(item("temporary", path));
      if (await isFreePart(path)) found.push(item("part", path));
      if (await isFreeLock(path)) found.push(item("lock", path));
      if (isInflated(name) && !inflated.has(path)) found.push(item("copy", path));
    }
  }
  found.push(...(await unfinishedFolders(join(dataDir, "imagenet_v2"))));
  if (options.archives) {
    for (const variant of Object.values(variants)) {
      const path = downloadPath(dataDir, variant);
      found.push(item("archive", path), item("archive", `${path}.INFO`));
    }
  }
  return (await Promise.all(found)).filter((item) => item !== undefined);
}

/**
 * Removes what {@link cleanable} showed, as far as it still is.
 *
 * @returns what was removed
 */
export async function clean(
  items: readonly Cleanable[],
  options: CleanOptions = {},
): Promise<readonly Cleanable[]> {
  const chosen = new Set(items.map(({ path }) => path));
  const still = (await cleanable(options)).filter(({ path }) => chosen.has(path));
  for (const { path } of still) {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw ioError(error, path);
    }
  }
  return still;
}

async function item(kind: Cleanable["kind"], path: string): Promise<Cleanable | undefined> {
  const bytes = await sizeOnDisk(path);
  return bytes === undefined ? undefined : { kind, path, bytes };
}

/** @returns undefined for what is not there, or a link */
async function sizeOnDisk(path: string): Promise<number | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined || stats.isSymbolicLink()) return undefined;
  if (!stats.isDirectory()) return stats.size;
  const sizes = (await entries(path)).map(({ name }) => sizeOnDisk(join(path, name)));
  return (await Promise.all(sizes)).reduce<number>((sum, size = 0) => sum + size, 0);
}

async function isFreePart(path: string): Promise<boolean> {
  const name = parsePartName(basename(path));
  if (name === undefined) return false;
  const parts = await findParts(join(dirname(path), name.of));
  const part = parts.find(({ folder }) => folder === path);
  if (part === undefined) return false;
  return part.owner === undefined || isAbandoned(part.owner, part.mtimeMs);
}

async function isFreeTemporary(path: string): Promise<boolean> {
  const owner = parseTemporary(path)?.owner;
  return owner !== undefined && isAbandoned(owner, await mtimeOf(path));
}

async function isFreeLock(path: string): Promise<boolean> {
  if (!/\.lock(\.[0-9a-f]{12})?$/.test(path)) return false;
  const owner = parseLock(await readStart(path).catch(() => ""));
  // A lock of somebody else's programs is no matter of ours.
  return owner !== undefined && isAbandoned(owner, await mtimeOf(path));
}

/** Folders that the loader was preparing when it was killed. */
async function unfinishedFolders(root: string): Promise<Promise<Cleanable | undefined>[]> {
  const found: Promise<Cleanable | undefined>[] = [];
  for (const config of await entries(root)) {
    for (const { name } of await entries(join(root, config.name))) {
      const path = join(root, config.name, name);
      if (await isLeftBehind(path)) found.push(item("temporary", path));
    }
  }
  return found;
}

/** The loader's name for an archive that it gunzipped. */
function isInflated(name: string): boolean {
  return /^GZIP\..+\.[0-9a-f]{32}\.tar$/s.test(name);
}

/** The records of files that are gone, and the gunzipped copies that those still there refer to. */
async function indexed(index: string): Promise<{ gone: string[]; inflated: Set<string> }> {
  const gone: string[] = [];
  const inflated = new Set<string>();
  for (const { name } of await entries(index)) {
    const path = join(index, name);
    if (!isRecordName(name) && !/^archive-v\d+-[0-9a-f]{32}\.json$/.test(name)) continue;
    const of = await subject(path.replace(/\.crc32$/, ".json"));
    if (of?.path !== undefined && (await exists(of.path))) {
      if (of.inflated?.path !== undefined) inflated.add(of.inflated.path);
    } else gone.push(path);
  }
  return { gone, inflated };
}

/** Thirty times as many as the index of a variant's archive has. */
const mostRecordBytes = 64 * 2 ** 20;

interface Subject {
  readonly path?: string;
  readonly inflated?: { readonly path?: string };
}

/** Which file a record is of. */
async function subject(record: string): Promise<Subject | undefined> {
  return (await readCheckedJson(record, { limit: mostRecordBytes })) as Subject | undefined;
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** When it was last written, in ms; now, if it just went away. */
async function mtimeOf(path: string): Promise<number> {
  return (await lstat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
}

/** What is in a folder, which need not be there; nothing behind a link. */
async function entries(folder: string): Promise<Dirent[]> {
  try {
    const stats = await lstat(folder);
    return stats.isDirectory() ? await readdir(folder, { withFileTypes: true }) : [];
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw ioError(error, folder);
  }
}
