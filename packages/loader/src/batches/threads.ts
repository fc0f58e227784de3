import { isImageNetV2Error } from "@imagenet-v2/core";
import { isShortOfRoom } from "@imagenet-v2/core/internal";
import { kernelVersion } from "@imagenet-v2/decode/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";
import { orAbort } from "@imagenet-v2/storage/internal";
import { openCrew } from "#platform";
import { follow } from "../pipeline/abort.ts";
import type { BatchesRun } from "./batches-run.ts";
import { InlineProducer } from "./inline-producer.ts";
import { JpegSender } from "./sent-jpegs.ts";
import { FAILED, MADE, type Outcome, type Turns, type TurnsCount } from "./turns.ts";
import type { MadeBatch, WorkerJob } from "./worker-job.ts";
import { WorkerPool } from "./worker-pool.ts";

/** In place of an outcome: nobody is left to make it. */
export const NOBODY = 3;

/** Worker threads that make the tensors of a run. What a thread has no room to make is made here. */
export class Threads {
  /** What they make, in order. */
  readonly turns: Turns;
  readonly #run: BatchesRun;
  readonly #pool: WorkerPool;
  /** Serves the threads if they cannot open the store for themselves. */
  readonly #sender: JpegSender;
  readonly #signal: AbortSignal;
  readonly #stop: ReturnType<typeof follow>;
  #inlineProducer: Promise<InlineProducer> | undefined;

  constructor(
    run: BatchesRun,
    workers: number,
    count: TurnsCount,
    output: WorkerJob["output"],
    signal: AbortSignal,
  ) {
    const { plan, store, indices } = run;
    const crew = openCrew({ workers, indices, ...count });
    const { turns, blocks } = crew;
    this.turns = turns;
    this.#run = run;
    this.#signal = signal;
    this.#sender = new JpegSender(run.jpegs);
    const source = run.cached ?? crew.describe(store);
    this.#pool = new WorkerPool(crew, {
      workers,
      entry: plan.worker,
      job: {
        source: () => source ?? this.#sender.connect(blocks),
        kernel: kernelVersion,
        preprocessing: plan.preprocessing,
        dct: plan.dct,
        output,
      },
      fileName: (number) => store.fileName(indices[number] as number),
      spares: (why) =>
        isShortOfRoom(why) ||
        (crew.spares && !plan.areWorkersChosen && isImageNetV2Error(why, "WORKER_DIED")),
      // Whoever waits for a tensor looks again.
      onDeserted: () => turns.stop(),
    });
    this.#stop = follow(signal, this.#pool.died);
  }

  /** Waits until the threads are through with a turn. */
  async outcome(turn: number): Promise<Outcome | typeof NOBODY> {
    for (;;) {
      this.#stop.signal.throwIfAborted();
      const outcome = this.turns.outcome(turn);
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

  /** What a turn made, where turns are batches. */
  batch(turn: number): MadeBatch {
    return this.#pool.batch(turn);
  }

  /** Gives the memory of a batch back to the thread that made it. */
  recycle(batch: MadeBatch): void {
    this.#pool.recycle(batch);
  }

  /** Puts an image that nobody had room for into its row. */
  async put(number: number, to: Elements, row: number): Promise<boolean> {
    this.#inlineProducer ??= InlineProducer.open(this.#run, this.#signal);
    return (await this.#inlineProducer).put(number, to, row);
  }

  /**
   * Puts an image that a thread failed to make into its row, if that was for want of room.
   *
   * @returns `false` if it was to be skipped
   */
  async putFailed(number: number, to: Elements, row: number): Promise<boolean> {
    const posted = this.#pool.failure(number);
    const error = this.#sender.failure(number) ?? posted;
    if (isShortOfRoom(error)) return this.put(number, to, row);
    this.#run.skip(this.#run.indices[number] as number, error);
    return false;
  }

  async close(): Promise<void> {
    this.turns.stop();
    this.#sender.stop();
    this.#stop.dispose();
    await this.#pool.stop();
    await (await this.#inlineProducer)?.close();
  }
}
