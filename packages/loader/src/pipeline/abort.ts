/**
 * A controller that follows all of `parents`. Written out because `AbortSignal.any` keeps, in some
 * versions of Node 20, a reference for every signal derived from a long-lived one.
 */
export function follow(...parents: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  abort(): void;
  /** Lets go of the parents. */
  dispose(): void;
} {
  const controller = new AbortController();
  const listeners = parents.map((parent) => {
    const onAbort = () => controller.abort(parent?.reason);
    if (parent?.aborted) onAbort();
    else parent?.addEventListener("abort", onAbort, { once: true });
    return () => parent?.removeEventListener("abort", onAbort);
  });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    dispose: () => {
      for (const remove of listeners) remove();
    },
  };
}

/** Waits for `promise`, but not beyond an abort: work that never ends must not keep a `break` waiting. */
export async function orAbort<T>(promise: T | PromiseLike<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
