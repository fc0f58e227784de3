import { lstat } from "node:fs/promises";
import { isLeftBehind } from "./folder-atomic.ts";
import { parseLock } from "./lock.ts";
import { readStart } from "./own-file.ts";
import { isAbandoned } from "./owner.ts";
import { parseTemporary } from "./publish.ts";

/**
 * What a file or folder is that a killed process left behind, and that no process uses: a `lock`, or a
 * `temporary` file or folder that was being made.
 *
 * @returns undefined for anything else, and for what may be in use
 */
export async function leftoverAt(path: string): Promise<"lock" | "temporary" | undefined> {
  if (await isFreeLock(path)) return "lock";
  return (await isFreeTemporary(path)) || (await isLeftBehind(path)) ? "temporary" : undefined;
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

/** When it was last written, in ms; now, if it just went away. */
async function mtimeOf(path: string): Promise<number> {
  return (await lstat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
}
