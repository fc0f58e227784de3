import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ioError, isErrno } from "./io-error.ts";
import { makeFolder } from "./make-folder.ts";
import { formatOwner, isAbandoned, type Owner, parseOwner, thisProcess } from "./owner.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * A name beside `path`, on the same file system, that nobody else has, and that tells which file is
 * being made by whom. Not by the file's own name, which may be as long as a name can be.
 */
function temporaryBeside(path: string): string {
  const random = randomBytes(4).toString("hex");
  const name = `.imagenet-v2-${keyOf(path)}-${random}-${formatOwner(thisProcess())}.tmp`;
  return join(dirname(path), name);
}

/** What the name of a file that is being made says; undefined if it is none of ours. */
export function parseTemporary(path: string): { of: string; owner: Owner } | undefined {
  const match = /^\.imagenet-v2-([0-9a-f]{8})-[0-9a-f]{8}-(.+)\.tmp$/.exec(basename(path));
  const owner = parseOwner(match?.[2] ?? "");
  return owner && { of: match?.[1] as string, owner };
}

function keyOf(path: string): string {
  return createHash("sha256").update(basename(path)).digest("hex").slice(0, 8);
}

/**
 * Makes a file so that a reader sees the old one or the whole new one, also after a power cut: built
 * beside it, renamed, folder synced. Missing parent folders are made, and what a killed run left of
 * the same file is removed.
 *
 * @param build writes the file at the path it is given, and syncs it; if it throws, nothing changes
 * @param accept called with what `build` returned, right before the file gets its name. Where it gives
 *   false, as after a quicker run, the file is removed, and what is there stays. Default: always accepted
 * @returns what `build` returned
 * @throws DISK_FULL, IO
 */
export async function createFileAtomic<T>(
  path: string,
  build: (temporary: string) => Promise<T>,
  accept: (built: T) => Promise<boolean> = async () => true,
): Promise<T> {
  const temporary = temporaryBeside(path);
  try {
    await makeFolder(dirname(path));
    await tidyUp(path);
    try {
      const result = await build(temporary);
      if (!(await accept(result))) return result;
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return result;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw ioError(error, path);
  }
}

/** The same for a file whose content is at hand. */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await createFileAtomic(path, async (temporary) => {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Removes what killed runs left of a file. It costs nothing but space, so failures are silent. */
async function tidyUp(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder).catch(() => [])) {
    const left = parseTemporary(name);
    if (left?.of !== keyOf(path)) continue;
    const stats = await lstat(join(folder, name)).catch(() => undefined);
    if (stats === undefined || !isAbandoned(left.owner, stats.mtimeMs)) continue;
    await rm(join(folder, name), { force: true }).catch(() => {});
  }
}

/**
 * Gives a finished part its final name, for good: it gets the mode of a new file and is synced; then
 * the rename itself survives a power cut only once the folder is synced.
 *
 * @returns false, and renames nothing, if the part's name is by now that of another file, or of none
 */
export async function publishPart(file: FileHandle, part: string, path: string): Promise<boolean> {
  // Some file systems have no modes to change.
  await file.chmod(newMode(0o666)).catch(() => {});
  await file.sync();
  const [own, named] = [await file.stat(), await lstat(part).catch(() => undefined)];
  if (named === undefined || own.ino !== named.ino || own.dev !== named.dev) return false;
  try {
    await rename(part, path);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
  await syncFolder(dirname(path));
  return true;
}

/** What the process's umask leaves of a mode. */
export function newMode(mode: number): number {
  return mode & ~umask();
}

/** To ask for it Node sets it to 0 for a moment, for all threads; Linux tells it without. */
function umask(): number {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const told = /^Umask:\s*([0-7]+)$/m.exec(status)?.[1];
    if (told !== undefined) return Number.parseInt(told, 8);
  } catch {
    // No /proc.
  }
  return process.umask();
}
