import type { Dirent } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { variants } from "@imagenet-v2/core";
import {
  findKept,
  ioError,
  isAbandoned,
  isErrno,
  type Kept,
  leftoverAt,
} from "@imagenet-v2/storage/internal/node";
import { downloadPath } from "./cache-names.ts";
import { type DataFolderOptions, dataFolder } from "./data-folder.ts";
import { findParts, parsePartName } from "./part-folder.ts";

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
  const { gone, inflated } = await indexed(dataDir);
  const found: Promise<Cleanable | undefined>[] = gone.map((path) => item("record", path));
  const folders = [dataDir, downloads, join(downloads, "extracted"), join(dataDir, "index")];
  for (const folder of folders) {
    for (const { name } of await entries(folder)) {
      const path = join(folder, name);
      const leftover = await leftoverAt(path);
      if (leftover !== undefined) found.push(item(leftover, path));
      if (await isFreePart(path)) found.push(item("part", path));
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

/** Folders that the loader was preparing when it was killed. */
async function unfinishedFolders(root: string): Promise<Promise<Cleanable | undefined>[]> {
  const found: Promise<Cleanable | undefined>[] = [];
  for (const config of await entries(root)) {
    for (const { name } of await entries(join(root, config.name))) {
      const path = join(root, config.name, name);
      const leftover = await leftoverAt(path);
      if (leftover !== undefined) found.push(item(leftover, path));
    }
  }
  return found;
}

/** The loader's name for an archive that it gunzipped. */
function isInflated(name: string): boolean {
  return /^GZIP\..+\.[0-9a-f]{32}\.tar$/s.test(name);
}

/** The records of files that are gone, and the gunzipped copies that those still there refer to. */
async function indexed(dataDir: string): Promise<{ gone: string[]; inflated: Set<string> }> {
  const gone: string[] = [];
  const inflated = new Set<string>();
  for (const { file, kept } of await findKept(dataDir)) {
    if (kept === undefined || !(await exists(kept.path))) gone.push(file);
    else if (isInflating(kept)) inflated.add(kept.inflated.path);
  }
  return { gone, inflated };
}

/** Whether this is the loader's index of an archive that it gunzipped. */
function isInflating(kept: Kept): kept is Kept & { readonly inflated: Kept } {
  return typeof (kept as { inflated?: Kept }).inflated?.path === "string";
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
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
