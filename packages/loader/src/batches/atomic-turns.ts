import type { Outcome, Turns, TurnsCount } from "./turns.ts";

const PENDING = 0;

/** What of {@link AtomicTurns} goes to another thread. */
export interface SharedTurns extends TurnsCount {
  readonly control: SharedArrayBuffer;
}

// The words of `control`: two counters, then a state for each slot.
const TAKEN = 0;
const RELEASED = 1;
const STATES = 2;

/** In place of the count of released slots: there is nothing more to make. */
const STOPPED = 2 ** 31 - 1;

/** The part of a newer ECMAScript that Node has and these types have not. */
const { waitAsync } = Atomics as unknown as {
  waitAsync(
    array: Int32Array,
    at: number,
    value: number,
  ): { readonly async: boolean; readonly value: string | Promise<string> };
};

/** Turns in memory that threads share: whoever is free takes the next one, and blocks while there is none. */
export class AtomicTurns implements Turns {
  readonly shared: SharedTurns;
  readonly #control: Int32Array;

  constructor(shared: SharedTurns) {
    this.shared = shared;
    this.#control = new Int32Array(shared.control);
  }

  static of({ count, slots }: TurnsCount): AtomicTurns {
    const control = new SharedArrayBuffer((STATES + slots) * Int32Array.BYTES_PER_ELEMENT);
    return new AtomicTurns({ count, slots, control });
  }

  /** For the makers: whether what is being made is not wanted any more. */
  get stopped(): boolean {
    return Atomics.load(this.#control, RELEASED) === STOPPED;
  }

  /**
   * For the makers: the next number that nobody has taken.
   *
   * @param onTake is told of it before the wait for its slot, which blocks the thread
   * @returns `undefined` when there is nothing more to make
   */
  take(onTake: (number: number) => void): number | undefined {
    const number = Atomics.add(this.#control, TAKEN, 1);
    if (number >= this.shared.count) return undefined;
    onTake(number);
    for (;;) {
      const released = Atomics.load(this.#control, RELEASED);
      if (released === STOPPED) return undefined;
      if (number < released + this.shared.slots) return number;
      Atomics.wait(this.#control, RELEASED, released);
    }
  }

  /** For the makers: tells what became of a number. */
  finish(number: number, outcome: Outcome): void {
    Atomics.store(this.#control, this.#state(number), outcome);
    Atomics.notify(this.#control, this.#state(number));
  }

  outcome(number: number): Outcome | Promise<unknown> {
    for (;;) {
      const outcome = Atomics.load(this.#control, this.#state(number));
      if (outcome !== PENDING) return outcome as Outcome;
      const { async, value } = waitAsync(this.#control, this.#state(number), PENDING);
      if (async) return value as Promise<string>;
    }
  }

  release(from: number, end: number): void {
    for (let number = from; number < end; number++) {
      Atomics.store(this.#control, this.#state(number), PENDING);
    }
    Atomics.store(this.#control, RELEASED, end);
    Atomics.notify(this.#control, RELEASED);
  }

  stop(): void {
    Atomics.store(this.#control, RELEASED, STOPPED);
    Atomics.notify(this.#control, RELEASED);
    for (let slot = 0; slot < this.shared.slots; slot++) {
      Atomics.notify(this.#control, STATES + slot);
    }
  }

  #state(number: number): number {
    return STATES + (number % this.shared.slots);
  }
}
