import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { ioError, isErrno } from "./io-error.ts";
import { formatOwner, isGone, parseOwner, thisProcess } from "./owner.ts";

/** How often the holder shows that it lives. */
const BEAT_MS = 2000;
/** Silence of a holder that cannot be asked, after which it counts as gone. */
const STALE_MS = 15_000;
const POLL_MS = 200;

export function lockPath(path: string): string {
  return `${path}.lock`;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called about five times a second while another holds the lock. */
  readonly onWait?: ((lock: string) => void | Promise<void>) | undefined;
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
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const lock = lockPath(path);
  const text = `${formatOwner(thisProcess())} ${randomBytes(6).toString("hex")}\n`;
  await acquire(lock, text, options);
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

async function acquire(lock: string, text: string, options: LockOptions): Promise<void> {
  const { signal, onWait, onNote } = options;
  let seen: { mark: string; at: number } | undefined;
  for (;;) {
    signal?.throwIfAborted();
    if (await create(lock, text)) return;
    const held = await read(lock);
    if (held === undefined) continue;
    const now = performance.now();
    if (seen?.mark !== held.mark) seen = { mark: held.mark, at: now };
    if (held.gone === true || now - seen.at > STALE_MS) {
      if (await breakLock(lock, held.text)) continue;
      onNote?.(`${lock} is left over from another run and cannot be removed: going on without it.`);
      return;
    }
    await onWait?.(lock);
    await sleep(POLL_MS, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

async function create(lock: string, text: string): Promise<boolean> {
  try {
    const file = await open(lock, "wx");
    try {
      await file.writeFile(text);
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
