import type { OnProgress } from "@imagenet-v2/fetch";
import { orAbort } from "@imagenet-v2/storage/internal";
import type { Store, StoreDescription } from "@imagenet-v2/stores";
import { openStore } from "@imagenet-v2/stores";

interface Opening {
  /** `undefined` for a store that is not opened again from one. */
  readonly description: Promise<StoreDescription | undefined>;
  readonly listeners: Set<OnProgress>;
  /** Whether whoever began it was told to stop, which is no reason for the others. */
  stopped: boolean;
}

const underWay = new Map<string, Opening>();

interface ShareOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Opens a store, unless the same is being opened just now: then waits for it, and opens it again, from
 * its description if it has one, with a file descriptor of its own. So many at once download, verify and index once.
 *
 * @param key equal keys open the same store
 */
export async function openOnce(
  key: string,
  open: (onProgress: OnProgress) => Promise<Store>,
  { signal, onProgress }: ShareOptions,
): Promise<Store> {
  for (;;) {
    signal?.throwIfAborted();
    const opening = underWay.get(key);
    if (opening === undefined) return lead(key, open, { signal, onProgress });
    if (onProgress !== undefined) opening.listeners.add(onProgress);
    try {
      const { description } = opening;
      const described = await (signal ? orAbort(description, signal) : description);
      // By now what takes long, such as a download, is done.
      if (described === undefined) {
        return await unlessAborted(open(tellAll(onProgress ? [onProgress] : [])), signal);
      }
      return await openStore(described);
    } catch (error) {
      if (!opening.stopped || signal?.aborted) throw error;
    } finally {
      if (onProgress !== undefined) opening.listeners.delete(onProgress);
    }
  }
}

async function lead(
  key: string,
  open: (onProgress: OnProgress) => Promise<Store>,
  { signal, onProgress }: ShareOptions,
): Promise<Store> {
  const listeners = new Set(onProgress === undefined ? [] : [onProgress]);
  const store = open(tellAll(listeners));
  const description = store.then((opened) => opened.describe?.());
  const opening: Opening = { description, listeners, stopped: false };
  // Nobody else may be waiting for it.
  description.catch(() => {
    opening.stopped = signal?.aborted ?? false;
  });
  underWay.set(key, opening);
  try {
    return await unlessAborted(store, signal);
  } finally {
    underWay.delete(key);
  }
}

function tellAll(listeners: Iterable<OnProgress>): OnProgress {
  return (progress) => {
    for (const listener of listeners) listener(progress);
  };
}

async function unlessAborted(
  store: Promise<Store>,
  signal: AbortSignal | undefined,
): Promise<Store> {
  const opened = await store;
  if (!signal?.aborted) return opened;
  await opened.close();
  throw signal.reason;
}
