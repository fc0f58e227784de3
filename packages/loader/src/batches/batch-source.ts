import { roomForThreads, tellFewerThreads, useCache } from "#platform";
import { type DatasetOrigin, noteSkipped } from "../examples/dataset-source.ts";
import { follow } from "../pipeline/abort.ts";
import type { Opening, Source } from "../pipeline/source.ts";
import type { BatchProducer } from "./batch-producer.ts";
import type { BatchesPlan } from "./batches-options.ts";
import type { BatchesRun } from "./batches-run.ts";
import { InlineProducer } from "./inline-producer.ts";
import { JpegsAhead, readerOf } from "./jpeg-source.ts";
import { newRows, rowLength, type TensorBatch, type TensorType } from "./tensor-batch.ts";
import { threadProducer } from "./thread-producer.ts";

/** A selection whose order may change from run to run. */
export interface Selection {
  readonly length: number;
  /** Storage indices in reading order. */
  order(epoch: number): Uint32Array;
  fingerprint(): string;
}

/** The batches of a selection, made anew in each run. */
export function batchSource(
  origin: DatasetOrigin<unknown>,
  selection: Selection,
  plan: BatchesPlan,
): Source<TensorBatch> {
  const { batchSize, dropRemainder, onError, refill, preprocessing, dct } = plan;
  const count = selection.length / batchSize;
  return {
    length: onError === "skip" ? undefined : dropRemainder ? Math.floor(count) : Math.ceil(count),
    open: (opening) => makeBatches(origin, plan, selection.order(opening.epoch), opening),
    fingerprint: () =>
      `${selection.fingerprint()}/batches(${JSON.stringify({ batchSize, dropRemainder, onError, refill, preprocessing, dct })})`,
  };
}

/** The batches of examples in an order, without those at the front that a run had before. */
export async function* makeBatches(
  origin: DatasetOrigin<unknown>,
  plan: BatchesPlan,
  order: Uint32Array,
  { start = 0, signal: runSignal }: Partial<Opening> = {},
): AsyncGenerator<TensorBatch, void, undefined> {
  const { batchSize, dropRemainder, onError } = plan;
  // Where images may be left out, only making them tells where a batch begins.
  const direct = onError === "throw";
  const end = direct && dropRemainder ? order.length - (order.length % batchSize) : order.length;
  const indices = order.subarray(direct ? start * batchSize : 0, end);
  if (indices.length === 0) return;
  const { signal, dispose } = follow(runSignal, plan.signal, origin.signal);
  let left = direct ? 0 : start;
  try {
    signal.throwIfAborted();
    const make = (bytes: BatchesPlan, some: Uint32Array) =>
      makeBatches(origin, bytes, some, { signal });
    const run: BatchesRun = {
      plan,
      store: origin.store,
      indices,
      jpegs: new JpegsAhead(readerOf(origin.store, indices), indices.keys()),
      cached:
        plan.cache === undefined
          ? undefined
          : await useCache({ path: plan.cache, origin, plan, indices: order, make, signal }),
      skip: (index, error) => noteSkipped({ ...origin, onError }, index, error),
    };
    for await (const batch of runBatches(run, signal)) {
      if (left > 0) left--;
      else yield batch;
    }
  } finally {
    dispose();
  }
}

async function* runBatches(
  run: BatchesRun,
  signal: AbortSignal,
): AsyncGenerator<TensorBatch, void, undefined> {
  const { plan, indices } = run;
  const { batchSize, format, refill, reuse } = plan;
  const producer = await producerFor(run, signal);
  const least = plan.dropRemainder ? batchSize : 1;
  const room = (rows: number) => newRows(format, rows);
  const reused =
    reuse !== false ? lazily(() => room(Math.min(batchSize, indices.length))) : undefined;
  try {
    for (let at = 0; at < indices.length; ) {
      signal.throwIfAborted();
      const wanted = Math.min(batchSize, indices.length - at);
      if (wanted < least) return;
      const lent = await producer.gather(at, wanted);
      if (lent !== undefined) {
        yield batchOf(run, lent, indices.slice(at, at + wanted));
        at += wanted;
        continue;
      }
      const data = reused?.() ?? room(wanted);
      const taken: number[] = [];
      const end = refill ? indices.length : at + wanted;
      for (; taken.length < wanted && at < end; at++) {
        if (await producer.put(at, data, taken.length)) taken.push(indices[at] as number);
      }
      if (taken.length >= (refill ? least : 1)) yield batchOf(run, data, Uint32Array.from(taken));
    }
  } finally {
    await producer.close();
    await run.jpegs.close();
  }
}

/** As many threads as are wanted, or as there is room for; where for none, this one. */
async function producerFor(run: BatchesRun, signal: AbortSignal): Promise<BatchProducer> {
  const wanted = run.plan.workers;
  const room = wanted === 0 ? 0 : roomForThreads();
  const producer =
    room === 0 ? await InlineProducer.open(run, signal) : threadProducer(run, room, signal);
  if (room < wanted) tellFewerThreads(wanted);
  return producer;
}

function batchOf(
  { plan: { format }, store }: BatchesRun,
  data: Float32Array | Uint8Array,
  index: Uint32Array,
): TensorBatch {
  const count = index.length;
  const { dtype, shape } = format;
  return {
    image: {
      data: data.subarray(0, count * rowLength(format)),
      shape: [count, ...shape],
      dtype,
    } as TensorBatch<TensorType>["image"],
    label: Int32Array.from(index, (i) => store.label(i)),
    file_name: Array.from(index, (i) => store.fileName(i)),
    index,
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
