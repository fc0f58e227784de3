import { sharedKernel } from "@imagenet-v2/decode/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";

import { orAbort, takingTurns } from "@imagenet-v2/storage/internal";
import { canReadSync } from "@imagenet-v2/stores/internal";
import { cachedTensors } from "#platform";
import type { BatchProducer } from "./batch-producer.ts";
import type { BatchesRun } from "./batches-run.ts";
import { storedJpegs } from "./jpeg-source.ts";
import { rowLength } from "./tensor-batch.ts";
import { jpegTensors, type TensorMaker } from "./tensor-maker.ts";

/** Makes tensors on this thread, straight into their batch. */
export class InlineProducer implements BatchProducer {
  readonly #run: BatchesRun;
  readonly #maker: TensorMaker;
  readonly #rowLength: number;
  readonly #signal: AbortSignal;
  readonly #letOthersRun: () => Promise<void>;

  private constructor(run: BatchesRun, maker: TensorMaker, signal: AbortSignal) {
    this.#run = run;
    this.#maker = maker;
    this.#rowLength = rowLength(run.plan.format);
    this.#signal = signal;
    this.#letOthersRun = takingTurns(signal);
  }

  /** @throws UNSUPPORTED where this thread, too, has no room for a kernel */
  static async open(run: BatchesRun, signal: AbortSignal): Promise<InlineProducer> {
    const { plan, store, indices, cached } = run;
    const maker =
      cached === undefined
        ? jpegTensors(
            canReadSync(store) ? storedJpegs(store, indices) : run.jpegs,
            plan,
            sharedKernel(),
          )
        : await cachedTensors(cached, { ...plan, indices }, sharedKernel);
    return new InlineProducer(run, maker, signal);
  }

  async gather(): Promise<undefined> {}

  async put(number: number, to: Elements, row: number): Promise<boolean> {
    await this.#letOthersRun();
    try {
      const made = this.#maker.make(number, to, row * this.#rowLength);
      if (made !== undefined) await orAbort(made, this.#signal);
      return true;
    } catch (error) {
      this.#run.skip(this.#run.indices[number] as number, error);
      return false;
    }
  }

  close(): Promise<void> {
    return this.#maker.close();
  }
}
