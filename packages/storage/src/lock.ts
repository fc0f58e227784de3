import { randomBytes } from "node:crypto";
import { type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { ioError, isErrno } from "./io-error.ts";
import { sleep } from "./on-abort.ts";
import { readStart } from "./own-file.ts";
import { formatOwner, isGone, type Owner, parseOwner, thisProcess } from "./owner.ts";

/** How often the holder shows that it lives. */
const BEAT_MS = 2000;
/** Silence of a holder that cannot be asked, after which it counts as gone. */
const STALE_MS = 15_000;
const POLL_MS = 100;

export interface LockOptions<T> {
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second while another holds the lock; a result ends the waiting. */
  readonly onWait?: ((lock: string) => Promise<T | undefined>) | undefined;
  /** The lock cannot be had, and the work is done without it. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Runs `work` while no other process that asks does the same for `path`. The lock only saves
 * bandwidth: every writer has a part of its own and publishes only verified bytes, so a lock that is
 * broken, lost or not supported does no harm. It is therefore broken without much ado: at once when
 * its holder is gone, else when the holder has shown no life for 15 s. No clocks are compared: the
 * holder touches the file, and who waits watches whether its time changes. Whatever else has the
 * lock's name is left alone, and the work is done without a lock.
 */
export async function withLock<T>(
  path: string,
  options: LockOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const lock = `${path}.lock`;
  const text = `${formatOwner(thisProcess())} ${randomBytes(6).toString("hex")}\n`;
  const { theirs, held } = await acquire(lock, text, options);
  if (theirs !== undefined) return theirs;
  if (held === undefined) return work();
  const beat = setInterval(() => {
    const now = new Date();
    // By its handle: another file may have the name by now. A lost lock is nobody's error.
    held.utimes(now, now).catch(() => {});
  }, BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await held.close().catch(() => {});
    const seen = await look(lock).catch(() => undefined);
    if (seen?.text === text) await rm(lock, { force: true }).catch(() => {});
  }
}

/**
 * @returns the lock, held; or what made it needless to have it; or neither, where it can be had by
 * nobody
 */
async function acquire<T>(
  lock: string,
  text: string,
  { signal, onWait, onNote }: LockOptions<T>,
): Promise<{ theirs?: T; held?: FileHandle }> {
  let last: { mark: string; at: number } | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const held = await create(lock, text);
    if (held !== undefined) return { held };
    const seen = await look(lock);
    if (seen !== undefined) {
      const now = performance.now();
      if (last?.mark !== seen.mark) last = { mark: seen.mark, at: now };
      if (seen.kind === "foreign") {
        onNote?.(
          `${lock} is not a lock of this program and is left alone: going on without a lock.`,
        );
        return {};
      }
      if (seen.gone === true || now - last.at > STALE_MS) {
        if (seen.kind === "lock" && (await breakLock(lock, seen.text))) continue;
        onNote?.(
          `${lock} is left over from another run and cannot be removed: going on without it.`,
        );
        return {};
      }
      const theirs = await onWait?.(lock);
      if (theirs !== undefined) return { theirs };
    }
    await sleep(POLL_MS, signal);
  }
}

/** @returns undefined if something has that name already */
async function create(lock: string, text: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(lock, "wx");
    try {
      await file.writeFile(text);
      // An empty one, as after a power cut, would tell nobody whose it is, and stay for ever.
      await file.sync();
      return file;
    } catch (error) {
      await file.close();
      await rm(lock, { force: true });
      throw error;
    }
  } catch (error) {
    if (isErrno(error, "EEXIST")) return undefined;
    throw ioError(error, lock);
  }
}

interface Seen {
  /**
   * - `lock`: one of ours
   * - `unknown`: empty or unreadable: perhaps one that is just being written
   * - `foreign`: anything else
   */
  readonly kind: "lock" | "unknown" | "foreign";
  readonly text: string;
  /** Changes with each sign of life. */
  readonly mark: string;
  readonly gone: boolean | undefined;
}

async function look(lock: string): Promise<Seen | undefined> {
  try {
    const stats = await lstat(lock, { bigint: true });
    const text = stats.isFile() ? await readStart(lock) : undefined;
    const owner = parseLock(text ?? "");
    return {
      kind: owner !== undefined ? "lock" : text === "" ? "unknown" : "foreign",
      text: text ?? "",
      mark: `${stats.ino} ${stats.mtimeNs} ${text}`,
      gone: owner && isGone(owner),
    };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw ioError(error, lock);
  }
}

/** Whose lock this text makes of a file; undefined if it is none of ours. */
export function parseLock(text: string): Owner | undefined {
  const match = /^(\S+) [0-9a-f]{12}\n$/.exec(text);
  return match === null ? undefined : parseOwner(match[1] ?? "");
}

/** Moves it aside first, so that of two who break it one succeeds. */
async function breakLock(lock: string, text: string): Promise<boolean> {
  const aside = `${lock}.${randomBytes(6).toString("hex")}`;
  try {
    if ((await look(lock))?.text !== text) return true;
    await rename(lock, aside);
    // Another one has got the name meanwhile.
    if ((await look(aside))?.text !== text) await rename(aside, lock);
    else await rm(aside, { force: true });
    return true;
  } catch (error) {
    return isErrno(error, "ENOENT");
  }
}
