import { type Elements, sharedKernel } from "@imagenet-v2/decode";
import { takingTurns } from "@imagenet-v2/storage/internal";
import type { BatchProducer } from "./batch-producer.ts";
import type { BatchesRun } from "./batches-run.ts";
import { cachedTensors } from "./cached-tensors.ts";
import { rowLength } from "./tensor-batch.ts";
import { jpegTensors, type TensorMaker } from "./tensor-maker.ts";

/** Makes tensors on this thread, straight into their batch. */
export class InlineProducer implements BatchProducer {
  readonly #run: BatchesRun;
  readonly #maker: TensorMaker;
  readonly #rowLength: number;
  readonly #letOthersRun: () => Promise<void>;

  private constructor(run: BatchesRun, maker: TensorMaker, signal: AbortSignal) {
    this.#run = run;
    this.#maker = maker;
    this.#rowLength = rowLength(run.plan.format);
    this.#letOthersRun = takingTurns(signal);
  }

  /** @throws UNSUPPORTED where this thread, too, has no room for a kernel */
  static async open(run: BatchesRun, signal: AbortSignal): Promise<InlineProducer> {
    const { plan, store, cached } = run;
    const maker =
      cached === undefined
        ? jpegTensors(store, plan, sharedKernel())
        : await cachedTensors(cached, plan, sharedKernel);
    return new InlineProducer(run, maker, signal);
  }

  async gather(): Promise<undefined> {}

  async put(number: number, to: Elements, row: number): Promise<boolean> {
    await this.#letOthersRun();
    const index = this.#run.indices[number] as number;
    try {
      await this.#maker.make(index, to, row * this.#rowLength);
      return true;
    } catch (error) {
      this.#run.skip(index, error);
      return false;
    }
  }

  close(): Promise<void> {
    return this.#maker.close();
  }
}
