import type { Elements } from "@imagenet-v2/decode/kernel";
import { sharesMemory } from "#platform";
import type { BatchProducer } from "./batch-producer.ts";
import { type BatchesPlan, batchesAhead } from "./batches-options.ts";
import type { BatchesRun } from "./batches-run.ts";
import { rowBytes, rowLength } from "./tensor-batch.ts";
import { NOBODY, Threads } from "./threads.ts";
import type { MadeBatch } from "./worker-job.ts";

/** More memory than this is not filled ahead. */
const mostBytes = 2 ** 29;

/**
 * How many batches to make ahead where each thread makes whole ones; `undefined` where that would leave threads
 * idle, as there are few batches or few may be ahead, or take much memory.
 */
export function wholeBatchesAhead(
  plan: BatchesPlan,
  workers: number,
  images: number,
): number | undefined {
  const ahead = plan.prefetch ?? Math.max(batchesAhead(plan), workers);
  const bytes = (1 + ahead) * plan.batchSize * rowBytes(plan.format);
  const busy = workers <= 1 + ahead && images >= 4 * workers * plan.batchSize;
  const lendsRing = plan.reuse === true && sharesMemory();
  return !lendsRing && busy && bytes <= mostBytes ? ahead : undefined;
}

/**
 * Has each thread make whole batches, in memory that becomes the taker's: nothing is copied. With reuse it goes
 * back to the thread. Only where an image was left out, and those after it move up, batches are put together of
 * two.
 */
export class WholeBatchProducer implements BatchProducer {
  readonly #threads: Threads;
  readonly #batchSize: number;
  readonly #rowLength: number;
  readonly #images: number;
  readonly #lends: boolean;
  /** The batch that images are taken from, one by one; `null` if nobody was left to make it. */
  #current: { readonly turn: number; readonly batch: MadeBatch | null } | undefined;
  /** The one whose memory goes back when the next is asked for. */
  #lent: MadeBatch | undefined;

  constructor(run: BatchesRun, workers: number, ahead: number, signal: AbortSignal) {
    const { format, batchSize, reuse } = run.plan;
    this.#lends = reuse !== false;
    this.#batchSize = batchSize;
    this.#rowLength = rowLength(format);
    this.#images = run.indices.length;
    const count = { count: Math.ceil(this.#images / batchSize), slots: 1 + ahead };
    const output = { kind: "batches", format, batchSize } as const;
    this.#threads = new Threads(run, workers, count, output, signal);
  }

  async gather(from: number): Promise<Elements | undefined> {
    this.#takeBack();
    if (from % this.#batchSize !== 0) return undefined;
    const batch = await this.#batch(from / this.#batchSize);
    if (batch === null || batch.missing.length > 0) return undefined;
    this.#release();
    return batch.data;
  }

  async put(number: number, to: Elements, row: number): Promise<boolean> {
    this.#takeBack();
    const turn = Math.floor(number / this.#batchSize);
    const batch = await this.#batch(turn);
    const made = batch !== null && !batch.missing.includes(number);
    if (made) {
      const at = (number % this.#batchSize) * this.#rowLength;
      to.set(batch.data.subarray(at, at + this.#rowLength), row * this.#rowLength);
    }
    if (number + 1 === Math.min((turn + 1) * this.#batchSize, this.#images)) this.#release();
    if (made) return true;
    if (batch === null) return this.#threads.put(number, to, row);
    return this.#threads.putFailed(number, to, row);
  }

  close(): Promise<void> {
    return this.#threads.close();
  }

  async #batch(turn: number): Promise<MadeBatch | null> {
    if (this.#current?.turn !== turn) {
      const outcome = await this.#threads.outcome(turn);
      this.#current = { turn, batch: outcome === NOBODY ? null : this.#threads.batch(turn) };
    }
    return this.#current.batch;
  }

  #release(): void {
    if (this.#current === undefined) return;
    const { turn, batch } = this.#current;
    this.#threads.turns.release(turn, turn + 1);
    this.#current = undefined;
    if (this.#lends && batch !== null) this.#lent = batch;
  }

  #takeBack(): void {
    if (this.#lent !== undefined) this.#threads.recycle(this.#lent);
    this.#lent = undefined;
  }
}
