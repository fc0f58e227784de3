// A thread that makes tensors: see `WorkerPool`, which starts it and posts its job. What it throws reaches the pool as an
// `error` event, or, where that would lose the facts, as its only message.
import { parentPort } from "node:worker_threads";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { isShortOfRoom, toPosted } from "@imagenet-v2/core/internal";
import { kernelVersion } from "@imagenet-v2/decode/internal";
import { createKernel, type Elements } from "@imagenet-v2/decode/kernel";

import { openStore } from "@imagenet-v2/stores";
import type { SyncStore } from "@imagenet-v2/stores/internal";
import { cachedFormat } from "./batches/cache-file.ts";
import { cachedTensors } from "./batches/cached-tensors.ts";
import { storedJpegs } from "./batches/jpeg-source.ts";
import { received } from "./batches/received.ts";
import { Ring } from "./batches/ring.ts";
import { finisherIn } from "./batches/ring-memory.ts";
import { sentJpegs } from "./batches/sent-jpegs.ts";
import { newRows, type RowFormat, rowLength } from "./batches/tensor-batch.ts";
import { finishedTensors, jpegTensors, type TensorMaker } from "./batches/tensor-maker.ts";
import { FAILED, MADE, Turns } from "./batches/turns.ts";
import {
  GONE,
  OPENING,
  STARTING,
  type ToBatches,
  type ToRing,
  type WorkerJob,
} from "./batches/worker-job.ts";

type TensorsJob = Pick<WorkerJob, "source" | "preprocessing" | "dct" | "indices">;

async function openMaker({ output, workerIndex, ...job }: WorkerJob): Promise<TensorMaker> {
  if (output.kind === "batches") return openTensors(job, output.format);
  const { ring } = output;
  const finisher = finisherIn(ring.memory, ring.format, job.preprocessing, workerIndex);
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

async function fillRing(job: WorkerJob, output: ToRing, maker: TensorMaker): Promise<void> {
  const ring = new Ring(output.ring);
  const turns = new Turns(job.turns);
  const onTake = (number: number) => Atomics.store(job.at, job.workerIndex, number);
  for (let number = turns.take(onTake); number !== undefined; number = turns.take(onTake)) {
    try {
      const promise = maker.make(number, ring.tensors, ring.offset(number));
      if (promise !== undefined) await promise;
      turns.finish(number, MADE);
    } catch (error) {
      job.results.postMessage({ number, error: toPosted(error) });
      turns.finish(number, FAILED);
      if (isShortOfRoom(error)) throw error;
    }
  }
}

async function sendBatches(
  { at, workerIndex, indices, results, ...job }: WorkerJob,
  { format, batchSize }: ToBatches,
  maker: TensorMaker,
): Promise<void> {
  const turns = new Turns(job.turns);
  const onTake = (turn: number) => Atomics.store(at, workerIndex, turn * batchSize);
  for (let turn = turns.take(onTake); turn !== undefined; turn = turns.take(onTake)) {
    const begin = turn * batchSize;
    const end = Math.min(begin + batchSize, indices.length);
    // Memory that came back: where the consumer fell behind there is more than one batch needs, which goes.
    const data = [...received<Elements>(results)].at(-1) ?? newRows(format, end - begin);
    const missing: number[] = [];
    let shortOfRoom: unknown;
    for (let number = begin; number < end && !turns.stopped; number++) {
      Atomics.store(at, workerIndex, number);
      try {
        if (shortOfRoom !== undefined) throw shortOfRoom;
        const promise = maker.make(number, data, (number - begin) * rowLength(format));
        if (promise !== undefined) await promise;
      } catch (error) {
        missing.push(number);
        results.postMessage({ number, error: toPosted(error) });
        if (isShortOfRoom(error)) shortOfRoom = error;
      }
    }
    if (turns.stopped) return;
    results.postMessage({ turn, workerIndex, data, missing }, [data.buffer as ArrayBuffer]);
    turns.finish(turn, MADE);
    if (shortOfRoom !== undefined) throw shortOfRoom;
  }
}

async function work(job: WorkerJob): Promise<void> {
  const { at, workerIndex, output } = job;
  if (Atomics.compareExchange(at, workerIndex, STARTING, OPENING) !== STARTING) return;
  if (job.kernel !== kernelVersion) throw staleWorker();
  const maker = await openMaker(job);
  try {
    if (output.kind === "ring") await fillRing(job, output, maker);
    else await sendBatches(job, output, maker);
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
