import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Elements } from "@imagenet-v2/decode/kernel";
import type { BatchProducer } from "./batch-producer.ts";
import { batchesAhead } from "./batches-options.ts";
import type { BatchesRun } from "./batches-run.ts";
import { Ring } from "./ring.ts";
import { rowLength } from "./tensor-batch.ts";
import { NOBODY, Threads } from "./threads.ts";
import { MADE } from "./turns.ts";

/**
 * Has threads make tensors, one image at a time, in a ring, from which they are copied into their batch or
 * lent. All threads work at the next batch, so the first one is there soon.
 */
export class RingProducer implements BatchProducer {
  readonly #threads: Threads;
  readonly #ring: Ring;
  readonly #lends: boolean;
  readonly #rowLength: number;
  /** How many slots the consumer is through with, and up to where they are lent out. */
  #released = 0;
  #lent = 0;

  /** @param finishers as `ringMemory` has it */
  constructor(run: BatchesRun, workers: number, finishers: number, signal: AbortSignal) {
    const { plan, indices } = run;
    this.#lends = plan.reuse === true;
    this.#rowLength = rowLength(plan.format);
    const slots = Math.min(plan.batchSize * (1 + batchesAhead(plan)), indices.length);
    this.#ring = ringOf(run, slots, finishers);
    const count = { count: indices.length, slots };
    const output = { kind: "ring", ring: this.#ring.shared } as const;
    this.#threads = new Threads(run, workers, count, output, signal);
  }

  async gather(from: number, count: number): Promise<Elements | undefined> {
    this.#release(this.#lent);
    // The last one first: when it is there the others mostly are, so a batch costs one awakening.
    let whole = true;
    for (let number = from + count - 1; number >= from; number--) {
      if ((await this.#threads.outcome(number)) !== MADE) whole = false;
    }
    if (!whole || !this.#lends) return undefined;
    const view = this.#ring.view(from, count);
    if (view !== undefined) this.#lent = from + count;
    return view;
  }

  async put(number: number, to: Elements, row: number): Promise<boolean> {
    const outcome = await this.#threads.outcome(number);
    if (outcome === MADE) {
      const at = this.#ring.offset(number);
      to.set(this.#ring.tensors.subarray(at, at + this.#rowLength), row * this.#rowLength);
    }
    this.#release(number + 1);
    if (outcome === MADE) return true;
    if (outcome === NOBODY) return this.#threads.put(number, to, row);
    return this.#threads.putFailed(number, to, row);
  }

  close(): Promise<void> {
    return this.#threads.close();
  }

  #release(end: number): void {
    if (end <= this.#released) return;
    this.#threads.turns.release(this.#released, end);
    this.#released = end;
  }
}

function ringOf({ plan }: BatchesRun, slots: number, finishers: number): Ring {
  try {
    return Ring.of(plan.format, slots, finishers);
  } catch (cause) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `batches: there is no memory for ${1 + batchesAhead(plan)} batches of ${plan.batchSize} images.`,
      { option: "prefetch" },
      { hint: "Take a smaller batchSize or prefetch.", cause },
    );
  }
}
