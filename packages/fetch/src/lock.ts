import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { ioError, isErrno } from "./io-error.ts";
import { sleep } from "./on-abort.ts";
import { formatOwner, isGone, parseOwner, thisProcess } from "./owner.ts";

/** How often the holder shows that it lives. */
const BEAT_MS = 2000;
/** Silence of a holder that cannot be asked, after which it counts as gone. */
const STALE_MS = 15_000;
const POLL_MS = 100;

export interface LockOptions<T> {
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second while another holds the lock; a result ends the waiting. */
  readonly onWait?: ((lock: string) => Promise<T | undefined>) | undefined;
  /** A lock was broken, or could not be. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Runs `work` while no other process that asks does the same for `path`. The lock only saves
 * bandwidth: every writer has a part of its own and publishes only verified bytes, so a lock that is
 * broken, lost or not supported does no harm. It is therefore broken without much ado: at once when
 * its holder is gone, else when the holder has shown no life for 15 s. No clocks are compared: the
 * holder touches the file, and who waits watches whether its time changes.
 */
export async function withLock<T>(
  path: string,
  options: LockOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const lock = `${path}.lock`;
  const text = `${formatOwner(thisProcess())} ${randomBytes(6).toString("hex")}\n`;
  const theirs = await acquire(lock, text, options);
  if (theirs !== undefined) return theirs;
  const beat = setInterval(() => {
    const now = new Date();
    // A lost lock is nobody's error.
    utimes(lock, now, now).catch(() => {});
  }, BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await read(lock))?.text === text) await rm(lock, { force: true }).catch(() => {});
  }
}

/** @returns what made it needless to have the lock, if something did */
async function acquire<T>(
  lock: string,
  text: string,
  options: LockOptions<T>,
): Promise<T | undefined> {
  const { signal, onWait, onNote } = options;
  let seen: { mark: string; at: number } | undefined;
  for (;;) {
    signal?.throwIfAborted();
    if (await create(lock, text)) return undefined;
    const held = await read(lock);
    if (held === undefined) continue;
    const now = performance.now();
    if (seen?.mark !== held.mark) seen = { mark: held.mark, at: now };
    if (held.gone === true || now - seen.at > STALE_MS) {
      if (await breakLock(lock, held.text)) continue;
      onNote?.(`${lock} is left over from another run and cannot be removed: going on without it.`);
      return undefined;
    }
    const theirs = await onWait?.(lock);
    if (theirs !== undefined) return theirs;
    await sleep(POLL_MS, signal);
  }
}

async function create(lock: string, text: string): Promise<boolean> {
  try {
    const file = await open(lock, "wx");
    try {
      await file.writeFile(text);
    } catch (error) {
      // Empty it would tell nobody whose it is.
      await rm(lock, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw ioError(error, lock);
  }
}

interface Held {
  readonly text: string;
  /** Changes with each sign of life. */
  readonly mark: string;
  readonly gone: boolean | undefined;
}

async function read(lock: string): Promise<Held | undefined> {
  try {
    const { mtimeNs, ino } = await stat(lock, { bigint: true });
    const text = await readFile(lock, "utf8").catch(() => "");
    const owner = parseOwner(text.split(" ")[0] ?? "");
    return { text, mark: `${ino} ${mtimeNs} ${text}`, gone: owner && isGone(owner) };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw ioError(error, lock);
  }
}

/** Moves it aside first, so that of two who break it one succeeds. */
async function breakLock(lock: string, text: string): Promise<boolean> {
  const aside = `${lock}.${randomBytes(6).toString("hex")}`;
  try {
    if ((await read(lock))?.text !== text) return true;
    await rename(lock, aside);
    await rm(aside, { recursive: true, force: true });
    return true;
  } catch (error) {
    return isErrno(error, "ENOENT");
  }
}
