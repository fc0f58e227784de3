import { nextTurn } from "#platform";

/** How long a run of blocking calls may keep others waiting, in milliseconds. */
const TURN = 10;

/**
 * For runs of many short blocking calls, which are several times faster than waiting for each: called
 * between them, it now and then lets others have their turn.
 *
 * @returns throws the signal's reason when aborted
 */
export function takingTurns(signal: AbortSignal | undefined): () => Promise<void> {
  let end = performance.now() + TURN;
  return async () => {
    if (performance.now() < end) return;
    await nextTurn();
    signal?.throwIfAborted();
    end = performance.now() + TURN;
  };
}
