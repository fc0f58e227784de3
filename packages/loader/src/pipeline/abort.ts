import { onAbort } from "@imagenet-v2/storage/internal";

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
  const releases = parents.map((parent) => {
    if (parent?.aborted) controller.abort(parent.reason);
    return onAbort(parent, () => controller.abort(parent?.reason));
  });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    dispose: () => {
      for (const release of releases) release();
    },
  };
}
