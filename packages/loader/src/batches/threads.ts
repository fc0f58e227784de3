import { ImageNetV2Error } from "@imagenet-v2/core";
import { isShortOfRoom } from "@imagenet-v2/core/internal";
import { kernelVersion } from "@imagenet-v2/decode/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";
import { orAbort } from "@imagenet-v2/storage/internal";
import { canDescribe, canReadSync } from "@imagenet-v2/stores/internal";
import { follow } from "../pipeline/abort.ts";
import type { BatchProducer } from "./batch-producer.ts";
import type { BatchesRun } from "./batches-run.ts";
import { InlineProducer } from "./inline-producer.ts";
import { FAILED, MADE, Ring } from "./ring.ts";
import { JpegSender } from "./sent-jpegs.ts";
import { rowLength } from "./tensor-batch.ts";
import { WorkerPool } from "./worker-pool.ts";

/** In place of an outcome: nobody is left to make the tensor. */
const NOBODY = 3;

/**
 * Has worker threads make tensors in a ring, from which they are copied into their batch or lent. What a
 * thread has no room to make is made here.
 */
export class Threads implements BatchProducer {
  readonly #run: BatchesRun;
  readonly #ring: Ring;
  readonly #pool: WorkerPool;
  /** Serves the threads if they cannot open the store for themselves. */
  readonly #sender: JpegSender;
  readonly #rowLength: number;
  readonly #signal: AbortSignal;
  readonly #stop: ReturnType<typeof follow>;
  #inlineProducer: Promise<InlineProducer> | undefined;
  /** How many slots the consumer is through with, and up to where they are lent out. */
  #released = 0;
  #lent = 0;

  /** @param room for how many threads there is a memory: one more is the ring's */
  constructor(run: BatchesRun, room: number, signal: AbortSignal) {
    const { plan, store, indices } = run;
    const workers = Math.min(plan.workers, room);
    this.#run = run;
    this.#signal = signal;
    this.#rowLength = rowLength(plan.format);
    this.#ring = ringFor(run, room > workers ? workers : 0);
    this.#sender = new JpegSender(run.jpegs);
    const source =
      run.cached ?? (canReadSync(store) && canDescribe(store) ? store.describe() : undefined);
    this.#pool = new WorkerPool(
      workers,
      plan.worker,
      {
        source: () => source ?? this.#sender.connect(),
        kernel: kernelVersion,
        preprocessing: plan.preprocessing,
        dct: plan.dct,
        ring: this.#ring.shared,
        indices: shared(indices),
      },
      (number) => store.fileName(indices[number] as number),
      // Whoever waits for a tensor looks again.
      () => this.#ring.stop(),
    );
    this.#stop = follow(signal, this.#pool.died);
  }

  async gather(from: number, count: number): Promise<Elements | undefined> {
    this.#release(this.#lent);
    // The last one first: when it is there the others mostly are, so a batch costs one awakening.
    let whole = true;
    for (let number = from + count - 1; number >= from; number--) {
      if ((await this.#outcome(number)) !== MADE) whole = false;
    }
    if (!whole || this.#run.plan.reuse !== true) return undefined;
    const view = this.#ring.view(from, count);
    if (view !== undefined) this.#lent = from + count;
    return view;
  }

  async put(number: number, to: Elements, row: number): Promise<boolean> {
    const outcome = await this.#outcome(number);
    const made = outcome === MADE;
    if (made) {
      const at = this.#ring.offset(number);
      const tensor = this.#ring.tensors.subarray(at, at + this.#rowLength);
      to.set(tensor, row * this.#rowLength);
    }
    const error = outcome === FAILED ? this.#failure(number) : undefined;
    this.#release(number + 1);
    if (outcome === NOBODY || isShortOfRoom(error)) return this.#putHere(number, to, row);
    if (error !== undefined) this.#run.skip(this.#run.indices[number] as number, error);
    return made;
  }

  async close(): Promise<void> {
    this.#ring.stop();
    this.#sender.stop();
    this.#stop.dispose();
    await this.#pool.stop();
    await (await this.#inlineProducer)?.close();
  }

  #failure(number: number): unknown {
    const posted = this.#pool.failure(number);
    return this.#sender.failure(number) ?? posted;
  }

  async #putHere(number: number, to: Elements, row: number): Promise<boolean> {
    this.#inlineProducer ??= InlineProducer.open(this.#run, this.#signal);
    return (await this.#inlineProducer).put(number, to, row);
  }

  async #outcome(number: number): Promise<typeof MADE | typeof FAILED | typeof NOBODY> {
    for (;;) {
      this.#stop.signal.throwIfAborted();
      const outcome = this.#ring.outcome(number);
      if (outcome === MADE || outcome === FAILED) return outcome;
      if (this.#pool.deserted) return NOBODY;
      this.#pool.hold(true);
      try {
        await orAbort(outcome, this.#stop.signal);
      } finally {
        this.#pool.hold(false);
      }
    }
  }

  #release(end: number): void {
    if (end <= this.#released) return;
    this.#ring.release(this.#released, end);
    this.#released = end;
  }
}

function ringFor({ plan, indices }: BatchesRun, finishers: number): Ring {
  const batches = 1 + plan.prefetch;
  const slots = Math.min(plan.batchSize * batches, indices.length);
  try {
    return Ring.of(plan.format, indices.length, slots, finishers);
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
