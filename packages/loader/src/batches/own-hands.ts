import type { Elements } from "@imagenet-v2/decode";
import { takingTurns } from "../files/turns.ts";
import type { BatchHands } from "./batch-hands.ts";
import type { BatchesRun } from "./batches-run.ts";
import { rowLength } from "./tensor-batch.ts";
import { jpegTensors, type TensorMaker } from "./tensor-maker.ts";

/** Makes tensors on this thread, straight into their batch. */
export class OwnHands implements BatchHands {
  readonly #run: BatchesRun;
  readonly #maker: TensorMaker;
  readonly #rowLength: number;
  readonly #letOthersRun: () => Promise<void>;

  constructor(run: BatchesRun, signal: AbortSignal) {
    this.#run = run;
    this.#maker = jpegTensors(run.store, run.plan);
    this.#rowLength = rowLength(run.plan.format);
    this.#letOthersRun = takingTurns(signal);
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

  async close(): Promise<void> {}
}
