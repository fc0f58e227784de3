import { randomBytes } from "node:crypto";
import { copyFile, mkdir, readdir, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ioError, isErrno } from "./io-error.ts";
import { formatOwner, isGone, type Owner, parseOwner, thisProcess } from "./owner.ts";
import { syncFolder } from "./sync-folder.ts";

/** A part of another machine that was quiet for this long is copied from. */
const QUIET_MS = 10 * 60 * 1000;

/** A part on the disk, as its folder's name tells it. */
export interface FoundPart {
  readonly folder: string;
  /** Undefined for a part that was given back. */
  readonly owner: Owner | undefined;
  /** Size of what is there. */
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
export async function giveBack(folder: string, path: string): Promise<void> {
  await rename(folder, join(dirname(path), partName(path))).catch(() => left.add(folder));
  await syncFolder(dirname(path)).catch(() => {});
}

export async function makePart(path: string): Promise<string> {
  const folder = join(dirname(path), partName(path, thisProcess()));
  await mkdir(folder);
  return folder;
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
    const data = await stat(join(folder, "data")).catch(() => undefined);
    const owner = match.owner;
    parts.push({ folder, owner, bytes: data?.size ?? 0, mtimeMs: data?.mtimeMs ?? 0 });
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

/** The largest part that is nobody's, made ours by a rename, which only one of several can do. */
export async function adoptPart(path: string): Promise<string | undefined> {
  for (const part of await findParts(path)) {
    const free = part.owner === undefined || left.has(part.folder) || isGone(part.owner) === true;
    const folder = join(dirname(path), partName(path, thisProcess()));
    if (free) {
      try {
        await rename(part.folder, folder);
        left.delete(part.folder);
        return folder;
      } catch (error) {
        if (!isErrno(error, "ENOENT")) throw error;
      }
    } else if (isQuietElsewhere(part)) {
      await mkdir(folder);
      await copyFile(join(part.folder, "data"), join(folder, "data"));
      return folder;
    }
  }
  return undefined;
}

/**
 * Whether a part is of another machine that cannot be asked and has written nothing for ten minutes.
 * Such a part is copied and never taken, since its owner may yet go on.
 */
function isQuietElsewhere({ owner, bytes, mtimeMs }: FoundPart): boolean {
  const quiet = Math.abs(Date.now() - mtimeMs) > QUIET_MS;
  return owner !== undefined && isGone(owner) === undefined && bytes > 0 && quiet;
}
