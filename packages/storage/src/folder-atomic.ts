import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ioError, isErrno } from "./io-error.ts";
import { makeFolder } from "./make-folder.ts";
import { formatOwner, isAbandoned, type Owner, parseOwner, thisProcess } from "./owner.ts";
import { newMode } from "./publish.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Makes a folder that is seen whole or not at all: built beside its place as
 * `<name>.incomplete.<random>.<process>/`, synced, renamed. What killed runs left behind is removed.
 * Missing parent folders are made.
 *
 * @param build fills the folder at the path it is given, and syncs the files; if it throws, nothing is left
 * @param keep whether the folder that is there by then is to stay, as after a quicker run; else it is replaced
 * @returns whether this run made the folder
 * @throws DISK_FULL, IO; what `build` and `keep` throw
 */
export async function createFolderAtomic(
  path: string,
  build: (temporary: string) => Promise<void>,
  keep: (path: string) => Promise<boolean>,
): Promise<boolean> {
  try {
    await makeFolder(dirname(path));
    await tidyUp(path);
    return await buildAside(path, build, keep);
  } catch (error) {
    throw ioError(error, path);
  }
}

async function buildAside(
  path: string,
  build: (temporary: string) => Promise<void>,
  keep: (path: string) => Promise<boolean>,
): Promise<boolean> {
  const temporary = aside(path, "incomplete");
  const former = aside(path, "former");
  try {
    // Nobody else is to put a link where `build` writes.
    await mkdir(temporary, { mode: 0o700 });
    await build(temporary);
    // Some file systems have no modes to change.
    await chmod(temporary, newMode(0o777)).catch(() => {});
    await syncFolder(temporary);
    if (!(await moved(temporary, path))) {
      if (await keep(path)) return false;
      await moved(path, former);
      await rename(temporary, path);
    }
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    // Another run may have put its own there a moment ago.
    if (isErrno(error, "ENOTEMPTY", "EEXIST", "EPERM") && (await keep(path))) return false;
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(former, { recursive: true, force: true });
  }
}

/** Whether a folder is what a killed {@link createFolderAtomic} left behind, and of no more use. */
export async function isLeftBehind(folder: string): Promise<boolean> {
  const found = parseAside(basename(folder));
  if (found === undefined) return false;
  // Killed just between two renames: it is the only copy.
  if (found.what === "former" && !(await exists(join(dirname(folder), found.of)))) return false;
  return isDead(folder, found.owner);
}

/** Renames a folder, unless one with something in it has that name already: of two runs one succeeds. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    // Windows says EPERM; ENOENT is a `from` that another run has moved.
    if (isErrno(error, "ENOTEMPTY", "EEXIST", "EPERM", "ENOENT")) return false;
    throw error;
  }
}

/** Where a folder is built, or one that is replaced waits for its removal. */
interface Aside {
  readonly of: string;
  readonly what: "incomplete" | "former";
  readonly owner: Owner;
}

function aside(path: string, what: Aside["what"]): string {
  return `${path}.${what}.${randomBytes(4).toString("hex")}.${formatOwner(thisProcess())}`;
}

function parseAside(name: string): Aside | undefined {
  const match = /^(.+)\.(incomplete|former)\.[0-9a-f]{8}\.([^.]+)$/s.exec(name);
  const owner = parseOwner(match?.[3] ?? "");
  if (match === null || owner === undefined) return undefined;
  return { of: match[1] as string, what: match[2] as Aside["what"], owner };
}

/** Puts back the folder that a run was killed over while it replaced it; removes what others left. */
async function tidyUp(path: string): Promise<void> {
  const names = await readdir(dirname(path));
  for (const name of names) {
    const found = parseAside(name);
    const folder = join(dirname(path), name);
    if (found?.of !== basename(path) || !(await isDead(folder, found.owner))) continue;
    if (found.what === "former" && !(await exists(path))) await moved(folder, path);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function isDead(folder: string, owner: Owner): Promise<boolean> {
  return isAbandoned(owner, await lastWrite(folder));
}

/** When something in a folder was last written, in ms; now, if it just went away. */
async function lastWrite(folder: string): Promise<number> {
  try {
    const names = await readdir(folder);
    const times = await Promise.all(
      ["", ...names].map(async (name) => (await stat(join(folder, name))).mtimeMs),
    );
    return Math.max(...times);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return Date.now();
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
