import { randomBytes } from "node:crypto";
import { chmod, copyFile, lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  formatOwner,
  ioError,
  isErrno,
  isGone,
  isOwn,
  isOwnFile,
  isQuiet,
  type Owner,
  parseOwner,
  thisProcess,
} from "@imagenet-v2/storage/internal/node";
import { freeSpace, syncFolder } from "@imagenet-v2/storage/node";

/** A part on the disk, as its folder's name tells it. */
export interface FoundPart {
  readonly folder: string;
  /** Undefined for a part that was given back. */
  readonly owner: Owner | undefined;
  /** Size of what is there; 0 where that is not a file of this user. */
  readonly bytes: number;
  readonly mtimeMs: number;
}

function partName(path: string, owner?: Owner | undefined): string {
  const given = `${basename(path)}.part-${randomBytes(4).toString("hex")}`;
  return owner === undefined ? given : `${given}.${formatOwner(owner)}`;
}

/** Parts that we are done with and that still have our name: a used-up quota forbids even a rename. */
const left = new Set<string>();

/** Makes a part nobody's, so that the next run may take it while this process lives. */
export async function release(folder: string, path: string): Promise<void> {
  await rename(folder, join(dirname(path), partName(path))).catch(() => left.add(folder));
  await syncFolder(dirname(path)).catch(() => {});
}

export async function makePart(path: string): Promise<string> {
  const folder = join(dirname(path), partName(path, thisProcess()));
  // Nobody else is to put a link there.
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** Removes a part, whatever is in it. */
export async function removePart(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}

/** All parts that lie about for a file, the largest first. Anything else is not looked at. */
export async function findParts(path: string): Promise<FoundPart[]> {
  const parts: FoundPart[] = [];
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return [];
    throw ioError(error, dirname(path));
  });
  for (const entry of entries) {
    const match = parsePartName(entry.name);
    if (!entry.isDirectory() || match?.of !== basename(path)) continue;
    const folder = join(dirname(path), entry.name);
    const data = await lstat(join(folder, "data")).catch(() => undefined);
    const bytes = data !== undefined && isOwnFile(data) ? data.size : 0;
    parts.push({ folder, owner: match.owner, bytes, mtimeMs: data?.mtimeMs ?? 0 });
  }
  return parts.sort((a, b) => b.bytes - a.bytes);
}

/** Whose part of which file a folder of this name is; undefined if it is no part of ours. */
export function parsePartName(name: string): { of: string; owner: Owner | undefined } | undefined {
  const match = /^(.+)\.part-[0-9a-f]{8}(?:\.([0-9a-f]{12}-\d+-\d+))?$/s.exec(name);
  if (match === null) return undefined;
  const [, of = "", owner] = match;
  return { of, owner: owner === undefined ? undefined : parseOwner(owner) };
}

/**
 * The largest part of this user that is no process's, made ours by a rename, which only one of several
 * can do.
 *
 * @param longest how many bytes it may have: what is longer is no beginning of the file
 */
export async function adoptPart(path: string, longest: number): Promise<string | undefined> {
  for (const part of await findParts(path)) {
    const folder = join(dirname(path), partName(path, thisProcess()));
    const adopted = isFree(part)
      ? await take(part.folder, folder)
      : isQuietElsewhere(part) && part.bytes <= longest && (await copy(part, folder));
    if (adopted) return folder;
  }
  return undefined;
}

function isFree({ folder, owner }: FoundPart): boolean {
  return owner === undefined || left.has(folder) || isGone(owner) === true;
}

/** A part that cannot be had, as one of another user, keeps nobody from making another. */
async function take(part: string, folder: string): Promise<boolean> {
  try {
    if (!isOwn(await lstat(part))) return false;
    await rename(part, folder);
    left.delete(part);
    // One that another program unpacked, say, may be open to all.
    await chmod(folder, 0o700).catch(() => {});
    return true;
  } catch (error) {
    if (isErrno(error)) return false;
    throw error;
  }
}

async function copy(part: FoundPart, folder: string): Promise<boolean> {
  // One that is full of holes would not fit.
  if (((await freeSpace(part.folder)) ?? part.bytes) < part.bytes) return false;
  await mkdir(folder, { mode: 0o700 });
  await copyFile(join(part.folder, "data"), join(folder, "data"));
  return true;
}

/**
 * Whether a part is of another machine that cannot be asked and has written nothing for ten minutes.
 * Such a part is copied and never taken, since its owner may yet go on.
 */
function isQuietElsewhere({ owner, bytes, mtimeMs }: FoundPart): boolean {
  return owner !== undefined && isGone(owner) === undefined && bytes > 0 && isQuiet(mtimeMs);
}
