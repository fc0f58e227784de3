/** How often those who wait are told that they do, in milliseconds. */
const LOOK_MS = 1000;

/** What is used of a browser's Web Locks. */
interface LockManager {
  request<T>(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    work: (lock: object | null) => T | Promise<T>,
  ): Promise<T>;
}

export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told at once and then every second, while another tab or worker has its turn. */
  readonly onWait?: (() => unknown) | undefined;
}

/**
 * Does work that one tab or worker of the origin does at a time. A browser ends the turn of whoever is
 * closed or killed. One without locks lets everybody through: the file itself then is open for one alone.
 *
 * @throws what the work throws; `signal.reason` when aborted
 */
export async function inTurn<T>(
  name: string,
  { signal, onWait = () => {} }: TurnOptions,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const locks = locksOfOrigin();
  if (locks === undefined) return work();
  const free = await locks.request(name, { ifAvailable: true }, async (lock) =>
    lock === null ? undefined : { done: await work() },
  );
  if (free !== undefined) return free.done;
  onWait();
  const looking = setInterval(onWait, LOOK_MS);
  try {
    return await locks.request(name, signal === undefined ? {} : { signal }, () => {
      clearInterval(looking);
      return work();
    });
  } finally {
    clearInterval(looking);
  }
}

/** Whether nobody has the turn of this name. */
export async function isFree(name: string): Promise<boolean> {
  const locks = locksOfOrigin();
  if (locks === undefined) return true;
  return locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
}

function locksOfOrigin(): LockManager | undefined {
  const { navigator } = globalThis as unknown as { navigator?: { readonly locks?: LockManager } };
  return navigator?.locks;
}
