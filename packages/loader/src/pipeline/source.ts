/** Where one run over a sequence begins, and what stops it. */
export interface Opening {
  /** How many elements to leave out at the front. */
  readonly start: number;
  /** How often the sequence was run over before: orders that change from run to run follow it. */
  readonly epoch: number;
  readonly signal: AbortSignal;
}

/** A sequence that can be run over again and again, and begun in the middle. */
export interface Source<T> {
  /** Elements in one run; `undefined` where only running tells. */
  readonly length: number | undefined;
  open(opening: Opening): AsyncGenerator<T, void, undefined>;
  /** Two sources that say the same give the same elements in the same order. */
  fingerprint(): string;
}
