import type { Elements } from "@imagenet-v2/decode/kernel";
import { type RingMemory, ringMemory } from "./ring-memory.ts";
import { elementsOf, type RowFormat, rowLength } from "./tensor-batch.ts";

/** What of a {@link Ring} goes to another thread. */
export interface SharedRing {
  readonly format: RowFormat;
  /** How many tensors there are to make in all. */
  readonly count: number;
  readonly slots: number;
  readonly tensors: RingMemory;
  readonly control: SharedArrayBuffer;
}

/** What became of a tensor. */
export type Outcome = typeof MADE | typeof FAILED;

export const MADE = 1;
export const FAILED = 2;
const PENDING = 0;

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

/**
 * Memory that threads fill with tensors and one consumer empties, both in the order of the tensors'
 * numbers. Number n goes to slot n modulo `slots`, so the order does not depend on who is faster, and
 * nobody gets further ahead of the consumer than there are slots.
 */
export class Ring {
  readonly shared: SharedRing;
  readonly #tensors: Elements;
  readonly #control: Int32Array;
  readonly #rowLength: number;

  constructor(shared: SharedRing) {
    this.shared = shared;
    this.#rowLength = rowLength(shared.format);
    const { memory, begin } = shared.tensors;
    const length = shared.slots * this.#rowLength;
    this.#tensors = elementsOf(shared.format, memory.buffer, begin, length);
    this.#control = new Int32Array(shared.control);
  }

  /**
   * @param finishers as `ringMemory` has it
   * @throws RangeError where there is not so much memory
   */
  static of(format: RowFormat, count: number, slots: number, finishers: number): Ring {
    return new Ring({
      format,
      count,
      slots,
      tensors: ringMemory(format, slots, finishers),
      control: new SharedArrayBuffer((STATES + slots) * Int32Array.BYTES_PER_ELEMENT),
    });
  }

  /** All slots. */
  get tensors(): Elements {
    return this.#tensors;
  }

  /** Where in {@link tensors} the one of this number lies. */
  offset(number: number): number {
    return (number % this.shared.slots) * this.#rowLength;
  }

  /** The tensors of some numbers as one view; `undefined` if they go around the ring's end. */
  view(from: number, count: number): Elements | undefined {
    if ((from % this.shared.slots) + count > this.shared.slots) return undefined;
    return this.#tensors.subarray(this.offset(from), this.offset(from) + count * this.#rowLength);
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

  /** For the consumer: what became of a number, or a promise of it becoming something. */
  outcome(number: number): Outcome | Promise<unknown> {
    for (;;) {
      const outcome = Atomics.load(this.#control, this.#state(number));
      if (outcome !== PENDING) return outcome as Outcome;
      const { async, value } = waitAsync(this.#control, this.#state(number), PENDING);
      if (async) return value as Promise<string>;
    }
  }

  /** For the consumer: the slots of all numbers below `end` may be written to again. */
  release(from: number, end: number): void {
    for (let number = from; number < end; number++) {
      Atomics.store(this.#control, this.#state(number), PENDING);
    }
    Atomics.store(this.#control, RELEASED, end);
    Atomics.notify(this.#control, RELEASED);
  }

  /** Whoever waits goes on, and finds nothing more to do. */
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
