import { type Interval, type IntervalOptions, interval } from "../certainty/interval.ts";

/** How many of how many, and how sure that makes one. */
export interface Rate {
  readonly correct: number;
  readonly n: number;
  /** `correct / n`, 0 to 1. */
  readonly accuracy: number;
  /** Where the accuracy on all such images lies, at the level asked for. */
  readonly interval: Interval;
}

export function rate(correct: number, n: number, options?: IntervalOptions): Rate {
  return { correct, n, accuracy: correct / n, interval: interval(correct, n, options) };
}
