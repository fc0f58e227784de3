import type { Outcome, Turns, TurnsCount } from "./turns.ts";

/** Whoever makes something of the numbers that it is dealt, in their order. */
export interface Hand {
  deal(number: number): void;
}

/** Turns that are dealt by messages, for threads that share no memory or may not block. */
export class DealtTurns implements Turns {
  readonly #count: number;
  readonly #slots: number;
  readonly #most: number;
  /** Those who are there, with what they have yet to make. */
  readonly #hands = new Map<Hand, Set<number>>();
  readonly #outcomes = new Map<number, Outcome>();
  /** Numbers that somebody left without having made them, in order. */
  #returned: number[] = [];
  #expected: number;
  #next = 0;
  #released = 0;
  #stopped = false;
  #changed: Promise<void>;
  #wake!: () => void;

  /** @param hands how many are to come */
  constructor({ count, slots }: TurnsCount, hands: number) {
    this.#count = count;
    this.#slots = slots;
    this.#expected = hands;
    // One to work at and one to go on with, where the consumer's thread is busy; few, so that the fast get more.
    this.#most = Math.max(2, Math.ceil(slots / (2 * hands)));
    this.#changed = this.#nextChange();
  }

  /** Somebody is ready. */
  join(hand: Hand): void {
    this.#expected--;
    this.#hands.set(hand, new Set());
    this.#deal();
  }

  /** Somebody goes, or will not come: the others make what it has not. */
  leave(hand?: Hand): void {
    const had = hand && this.#hands.get(hand);
    if (hand === undefined || had === undefined) this.#expected--;
    else {
      this.#hands.delete(hand);
      this.#returned = [...this.#returned, ...had].sort((a, b) => a - b);
    }
    this.#deal();
  }

  /** What somebody is at. */
  at(hand: Hand): number | undefined {
    return this.#hands.get(hand)?.values().next().value;
  }

  finish(hand: Hand, number: number, outcome: Outcome): void {
    this.#hands.get(hand)?.delete(number);
    this.#outcomes.set(number, outcome);
    this.#deal();
    this.#tell();
  }

  outcome(number: number): Outcome | Promise<unknown> {
    return this.#outcomes.get(number) ?? this.#changed;
  }

  release(from: number, end: number): void {
    for (let number = from; number < end; number++) this.#outcomes.delete(number);
    this.#released = end;
    this.#deal();
  }

  stop(): void {
    this.#stopped = true;
    this.#tell();
  }

  #tell(): void {
    this.#wake();
    this.#changed = this.#nextChange();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #deal(): void {
    const end = Math.min(this.#count, this.#released + this.#slots);
    // While some have yet to come, those who are there leave them their share.
    const most = this.#expected > 0 ? 1 : this.#most;
    while (!this.#stopped && (this.#returned[0] ?? this.#next) < end) {
      const [hand, has] = this.#freest() ?? [];
      if (hand === undefined || has === undefined || has.size >= most) return;
      const number = this.#returned.shift() ?? this.#next++;
      has.add(number);
      hand.deal(number);
    }
  }

  #freest(): [Hand, Set<number>] | undefined {
    let freest: [Hand, Set<number>] | undefined;
    for (const entry of this.#hands) {
      if (freest === undefined || entry[1].size < freest[1].size) freest = entry;
    }
    return freest;
  }
}
