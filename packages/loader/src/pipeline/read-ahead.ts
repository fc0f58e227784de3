import { follow } from "./abort.ts";

interface ReadAheadOptions {
  /**
   * How many items are worked on, or wait finished, while the consumer is busy with one; 0 begins
   * each only when it is asked for.
   */
  readonly ahead: number;
  /** Each of them ends the iteration with its reason. */
  readonly signals: readonly (AbortSignal | undefined)[];
}

type Outcome<T> = { done: true } | { done: false; value: T } | { error: unknown };

/**
 * Works on several items at once and hands the results out in the order of the items. Never more
 * than `ahead` are under way or waiting, however slow the consumer is.
 *
 * When the consumer stops early, or an item fails, work under way is aborted and the source closed
 * before the iteration ends.
 *
 * @param open makes the source; its signal is aborted when nothing more is wanted
 */
export async function* readAhead<I, O>(
  open: (signal: AbortSignal) => Iterator<I> | AsyncIterator<I>,
  work: (item: I, signal: AbortSignal) => O | PromiseLike<O>,
  { ahead, signals }: ReadAheadOptions,
): AsyncGenerator<O, void, undefined> {
  const { signal, abort, dispose } = follow(...signals);
  const source = open(signal);
  const underWay: Promise<Outcome<O>>[] = [];
  let ended = false;

  const step = async (): Promise<Outcome<O>> => {
    try {
      signal.throwIfAborted();
      const next = await source.next();
      if (next.done) {
        ended = true;
        return { done: true };
      }
      return { done: false, value: await work(next.value, signal) };
    } catch (error) {
      // Kept until its turn: the results before it are still good, and an early rejection that
      // nobody waits for yet would end the process.
      ended = true;
      return { error };
    }
  };
  const fill = (count: number) => {
    while (!ended && underWay.length < count) underWay.push(step());
  };

  try {
    for (;;) {
      signal.throwIfAborted();
      fill(Math.max(ahead, 1));
      const first = underWay.shift();
      if (first === undefined) return;
      const outcome = await first;
      if ("error" in outcome) throw outcome.error;
      if (outcome.done) return;
      fill(ahead);
      yield outcome.value;
    }
  } finally {
    abort();
    dispose();
    await Promise.all(underWay);
    await source.return?.();
  }
}
