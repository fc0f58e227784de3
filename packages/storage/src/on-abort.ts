/** Who waits for a signal, and the one listener through which they are told. */
interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly tell: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when a signal aborts. However many wait for one signal, it has one listener: from the
 * eleventh on Node warns of a leak, and twenty downloads that share a signal are none.
 *
 * @param callback one of its own for each call, and must not throw. Is not called where the signal
 *   has aborted already.
 * @returns lets go of the signal
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  const waiting = waitingFor.get(signal) ?? listenTo(signal);
  waiting.callbacks.add(callback);
  return () => {
    waiting.callbacks.delete(callback);
    if (waiting.callbacks.size > 0 || waitingFor.get(signal) !== waiting) return;
    waitingFor.delete(signal);
    signal.removeEventListener("abort", waiting.tell);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const tell = () => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener("abort", tell, { once: true });
  const waiting = { callbacks, tell };
  waitingFor.set(signal, waiting);
  return waiting;
}

/** Waits, unless the signal aborts before: then throws its reason. */
export async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      release();
      resolve();
    }, milliseconds);
    const release = onAbort(signal, () => {
      clearTimeout(timer);
      release();
      reject(signal?.reason);
    });
  });
}

/** Waits for `promise`, but not beyond an abort: work that never ends must not keep a `break` waiting. */
export async function orAbort<T>(
  promise: T | PromiseLike<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  let release = () => {};
  const aborted = new Promise<never>((_, reject) => {
    release = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    release();
  }
}
