/** What became of a number. */
export type Outcome = typeof MADE | typeof FAILED;

export const MADE = 1;
export const FAILED = 2;

/** How many numbers there are in all, and how many of them are made before the consumer takes the first. */
export interface TurnsCount {
  readonly count: number;
  readonly slots: number;
}

/**
 * Numbers that threads make something of, and one consumer waits for, both in order. Number n has slot n modulo
 * `slots`, so the order does not depend on who is faster, and nobody gets further ahead of the consumer than there
 * are slots. This is the consumer's side.
 */
export interface Turns {
  /** What became of a number, or a promise of it becoming something. */
  outcome(number: number): Outcome | Promise<unknown>;
  /** The slots of all numbers below `end` may be used again. */
  release(from: number, end: number): void;
  /** Whoever waits goes on, and finds nothing more to do. */
  stop(): void;
}
