// A thread that makes tensors: see `WorkerPool`, which starts it. What it throws reaches the pool as an
// `error` event, or, where that would lose the facts, as its only message.
import { parentPort, workerData } from "node:worker_threads";
import { isShortOfRoom } from "@imagenet-v2/core/internal";
import { createKernel } from "@imagenet-v2/decode";

import { openStore } from "@imagenet-v2/stores";

import { cachedFormat } from "./cache-file.ts";
import { cachedTensors } from "./cached-tensors.ts";
import { toPosted } from "./posted-error.ts";
import { FAILED, MADE, Ring } from "./ring.ts";
import { finisherIn } from "./ring-memory.ts";
import type { RowFormat } from "./tensor-batch.ts";
import { finishedTensors, jpegTensors, type TensorMaker } from "./tensor-maker.ts";
import { GONE, OPENING, STARTING, type WorkerJob } from "./worker-job.ts";

type MakerJob = Pick<WorkerJob, "source" | "preprocessing" | "dct" | "ring" | "workerIndex">;

async function openMaker({ source, ring, workerIndex, ...job }: MakerJob): Promise<TensorMaker> {
  const finisher = finisherIn(ring.tensors, ring.format, job.preprocessing, workerIndex);
  if (finisher === undefined) return openTensors(source, job, ring.format);
  const bytes = { ...job, preprocessing: { ...job.preprocessing, dtype: "uint8" } } as const;
  return finishedTensors(await openTensors(source, bytes, cachedFormat(ring.format)), finisher);
}

async function openTensors(
  source: WorkerJob["source"],
  job: Pick<WorkerJob, "preprocessing" | "dct">,
  format: RowFormat,
): Promise<TensorMaker> {
  if (!("kind" in source)) return cachedTensors(source, { ...job, format }, createKernel);
  // First, as nothing is to be closed yet where there is no room for it.
  const kernel = createKernel();
  const store = await openStore(source);
  return { ...jpegTensors(store, job, kernel), close: () => store.close() };
}

async function work({ at, indices, failures, ...job }: WorkerJob): Promise<void> {
  const { workerIndex } = job;
  const ring = new Ring(job.ring);
  if (Atomics.compareExchange(at, workerIndex, STARTING, OPENING) !== STARTING) return;
  const maker = await openMaker(job);
  try {
    const onTake = (number: number) => Atomics.store(at, workerIndex, number);
    for (let number = ring.take(onTake); number !== undefined; number = ring.take(onTake)) {
      try {
        const index = indices[number] as number;
        const promise = maker.make(index, ring.tensors, ring.offset(number));
        if (promise !== undefined) await promise;
        ring.finish(number, MADE);
      } catch (error) {
        failures.postMessage({ number, error: toPosted(error) });
        ring.finish(number, FAILED);
        if (isShortOfRoom(error)) throw error;
      }
    }
  } finally {
    await maker.close();
  }
  Atomics.store(at, workerIndex, GONE);
}

const job = workerData as WorkerJob;
// Not awaited: Node aborts the process where a thread is ended while a module that awaits is evaluated.
work(job).catch((error: unknown) => {
  parentPort?.postMessage(toPosted(error));
  // It goes, and leaves its work to the others.
  if (isShortOfRoom(error)) Atomics.store(job.at, job.workerIndex, GONE);
});
