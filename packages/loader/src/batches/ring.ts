import type { Elements } from "@imagenet-v2/decode/kernel";
import { type RingMemory, ringMemory } from "./ring-memory.ts";
import { elementsOf, type RowFormat, rowLength } from "./tensor-batch.ts";

/** What of a {@link Ring} goes to another thread. */
export interface SharedRing {
  readonly format: RowFormat;
  readonly slots: number;
  readonly memory: RingMemory;
}

/** Memory that threads fill with tensors: number n goes to slot n modulo `slots`, as {@link Turns} has them. */
export class Ring {
  readonly shared: SharedRing;
  /** All slots. */
  readonly tensors: Elements;
  readonly #rowLength: number;

  constructor(shared: SharedRing) {
    this.shared = shared;
    this.#rowLength = rowLength(shared.format);
    const { memory, begin } = shared.memory;
    const length = shared.slots * this.#rowLength;
    this.tensors = elementsOf(shared.format, memory.buffer, begin, length);
  }

  /**
   * @param finishers as `ringMemory` has it
   * @throws RangeError where there is not so much memory
   */
  static of(format: RowFormat, slots: number, finishers: number): Ring {
    return new Ring({ format, slots, memory: ringMemory(format, slots, finishers) });
  }

  /** Where in {@link tensors} the one of this number lies. */
  offset(number: number): number {
    return (number % this.shared.slots) * this.#rowLength;
  }

  /** The tensors of some numbers as one view; `undefined` if they go around the ring's end. */
  view(from: number, count: number): Elements | undefined {
    if ((from % this.shared.slots) + count > this.shared.slots) return undefined;
    return this.tensors.subarray(this.offset(from), this.offset(from) + count * this.#rowLength);
  }
}
