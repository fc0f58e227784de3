import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Elements } from "@imagenet-v2/decode";
import { orAbort } from "@imagenet-v2/fetch";
import { follow } from "../pipeline/abort.ts";
import type { BatchHands } from "./batch-hands.ts";
import type { BatchesRun } from "./batches-run.ts";
import { Crew } from "./crew.ts";
import { FAILED, MADE, Ring } from "./ring.ts";
import { rowLength } from "./tensor-batch.ts";

/** Has worker threads make tensors in a ring, from which they are copied into their batch or lent. */
export class Threads implements BatchHands {
  readonly #run: BatchesRun;
  readonly #ring: Ring;
  readonly #crew: Crew;
  readonly #rowLength: number;
  readonly #stop: ReturnType<typeof follow>;
  /** How many slots the consumer is through with, and up to where they are lent out. */
  #released = 0;
  #lent = 0;

  constructor(run: BatchesRun, signal: AbortSignal) {
    const { plan, store, indices } = run;
    this.#run = run;
    this.#rowLength = rowLength(plan.format);
    this.#ring = ringFor(run);
    this.#crew = new Crew(
      plan.workers,
      {
        source: run.cached ?? store.describe(),
        preprocessing: plan.preprocessing,
        dct: plan.dct,
        ring: this.#ring.shared,
        indices: shared(indices),
      },
      (number) => store.fileName(indices[number] as number),
    );
    this.#stop = follow(signal, this.#crew.died);
  }

  async gather(from: number, count: number): Promise<Elements | undefined> {
    this.#release(this.#lent);
    // The last one first: when it is there the others mostly are, so a batch costs one awakening.
    for (let number = from + count - 1; number >= from; number--) await this.#outcome(number);
    if (!this.#run.plan.reuse) return undefined;
    for (let number = from; number < from + count; number++) {
      if (this.#ring.outcome(number) !== MADE) return undefined;
    }
    const view = this.#ring.view(from, count);
    if (view !== undefined) this.#lent = from + count;
    return view;
  }

  async put(number: number, to: Elements, row: number): Promise<boolean> {
    const made = (await this.#outcome(number)) === MADE;
    if (made) {
      const at = this.#ring.offset(number);
      const tensor = this.#ring.tensors.subarray(at, at + this.#rowLength);
      to.set(tensor, row * this.#rowLength);
    } else {
      this.#run.skip(this.#run.indices[number] as number, this.#crew.failure(number));
    }
    this.#release(number + 1);
    return made;
  }

  async close(): Promise<void> {
    this.#ring.stop();
    this.#stop.dispose();
    await this.#crew.stop();
  }

  async #outcome(number: number): Promise<typeof MADE | typeof FAILED> {
    for (;;) {
      this.#stop.signal.throwIfAborted();
      const outcome = this.#ring.outcome(number);
      if (outcome === MADE || outcome === FAILED) return outcome;
      this.#crew.hold(true);
      try {
        await orAbort(outcome, this.#stop.signal);
      } finally {
        this.#crew.hold(false);
      }
    }
  }

  #release(end: number): void {
    if (end <= this.#released) return;
    this.#ring.release(this.#released, end);
    this.#released = end;
  }
}

function ringFor({ plan, indices }: BatchesRun): Ring {
  const batches = 1 + plan.prefetch;
  const slots = Math.min(plan.batchSize * batches, indices.length);
  try {
    return Ring.of(plan.format, indices.length, slots, plan.workers);
  } catch (cause) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `batches: there is no memory for ${batches} batches of ${plan.batchSize} images.`,
      { option: "prefetch" },
      { hint: "Take a smaller batchSize or prefetch.", cause },
    );
  }
}

/** A copy that threads see without one of their own. */
function shared(indices: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(indices.byteLength));
  copy.set(indices);
  return copy;
}
