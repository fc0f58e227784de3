// A thread that makes tensors: see `WorkerPool`, which starts it and posts its job. What it throws reaches the pool as an
// `error` event, or, where that would lose the facts, as its only message.
import { parentPort } from "node:worker_threads";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { isShortOfRoom } from "@imagenet-v2/core/internal";
import { kernelVersion } from "@imagenet-v2/decode/internal";
import { createKernel } from "@imagenet-v2/decode/kernel";

import { openStore } from "@imagenet-v2/stores";
import type { SyncStore } from "@imagenet-v2/stores/internal";
import { cachedFormat } from "./batches/cache-file.ts";
import { cachedTensors } from "./batches/cached-tensors.ts";
import { storedJpegs } from "./batches/jpeg-source.ts";
import { toPosted } from "./batches/posted-error.ts";
import { FAILED, MADE, Ring } from "./batches/ring.ts";
import { finisherIn } from "./batches/ring-memory.ts";
import { sentJpegs } from "./batches/sent-jpegs.ts";
import type { RowFormat } from "./batches/tensor-batch.ts";
import { finishedTensors, jpegTensors, type TensorMaker } from "./batches/tensor-maker.ts";
import { GONE, OPENING, STARTING, type WorkerJob } from "./batches/worker-job.ts";

type TensorsJob = Pick<WorkerJob, "source" | "preprocessing" | "dct" | "indices">;

async function openMaker({ ring, workerIndex, ...job }: WorkerJob): Promise<TensorMaker> {
  const finisher = finisherIn(ring.tensors, ring.format, job.preprocessing, workerIndex);
  if (finisher === undefined) return openTensors(job, ring.format);
  const bytes = { ...job, preprocessing: { ...job.preprocessing, dtype: "uint8" } } as const;
  return finishedTensors(await openTensors(bytes, cachedFormat(ring.format)), finisher);
}

async function openTensors(
  { source, ...job }: TensorsJob,
  format: RowFormat,
): Promise<TensorMaker> {
  if (!("kind" in source)) return cachedTensors(source, { ...job, format }, createKernel);
  // First, as nothing is to be closed yet where there is no room for it.
  const kernel = createKernel();
  if (source.kind === "sent") return jpegTensors(sentJpegs(source), job, kernel);
  // Others are not described to threads.
  const store = (await openStore(source)) as SyncStore;
  const jpegs = storedJpegs(store, job.indices);
  return { ...jpegTensors(jpegs, job, kernel), close: () => store.close() };
}

function staleWorker(): ImageNetV2Error {
  return new ImageNetV2Error(
    "WORKER_DIED",
    "The file of the worker threads is of another version than what started it.",
    { fileName: undefined },
    { hint: "Bundle imagenet-v2/worker again." },
  );
}

async function work(job: WorkerJob): Promise<void> {
  const { at, workerIndex, failures } = job;
  const ring = new Ring(job.ring);
  if (Atomics.compareExchange(at, workerIndex, STARTING, OPENING) !== STARTING) return;
  if (job.kernel !== kernelVersion) throw staleWorker();
  const maker = await openMaker(job);
  try {
    const onTake = (number: number) => Atomics.store(at, workerIndex, number);
    for (let number = ring.take(onTake); number !== undefined; number = ring.take(onTake)) {
      try {
        const promise = maker.make(number, ring.tensors, ring.offset(number));
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

// Not awaited: Node aborts the process where a thread is ended while a module that awaits is evaluated.
parentPort?.once("message", (job: WorkerJob) => {
  work(job).catch((error: unknown) => {
    parentPort?.postMessage(toPosted(error));
    // It goes, and leaves its work to the others.
    if (isShortOfRoom(error)) Atomics.store(job.at, job.workerIndex, GONE);
  });
});
