// A thread that makes tensors in Node: see `WorkerPool`, which starts it and posts its job. What it throws reaches the
// pool as an `error` event, or, where that would lose the facts, as its only message.
import { parentPort } from "node:worker_threads";
import { isShortOfRoom, toPosted } from "@imagenet-v2/core/internal";
import { createKernel, type Elements } from "@imagenet-v2/decode/kernel";
import { openStore } from "@imagenet-v2/stores";
import type { SyncStore } from "@imagenet-v2/stores/internal";
import { AtomicTurns } from "./batches/atomic-turns.ts";
import { blockingJpegs } from "./batches/blocking-jpegs.ts";
import { cachedTensors } from "./batches/cached-tensors.ts";
import { storedJpegs } from "./batches/jpeg-source.ts";
import { received } from "./batches/received.ts";
import { jpegTensors } from "./batches/tensor-maker.ts";
import { type Ties, work } from "./batches/work.ts";
import { GONE, OPENING, STARTING } from "./batches/worker-job.ts";
import type { NodeJob } from "./platform/node-crew.ts";

/** By memory that both threads share, and a port that is looked at when there is time. */
function tiesOf({ turns: shared, at, workerIndex, results }: NodeJob): Ties {
  const turns = new AtomicTurns(shared);
  return {
    take: (onTake) => turns.take(onTake),
    finish: (turn, outcome) => turns.finish(turn, outcome),
    get stopped() {
      return turns.stopped;
    },
    begin: (number) => void Atomics.store(at, workerIndex, number),
    post: (result, transfer = []) => results.postMessage(result, transfer),
    // Where the consumer fell behind there is more than one batch needs, which goes.
    memory: () => [...received<Elements>(results)].at(-1),
    pause() {},
    async open({ source, ...job }, format) {
      if (!("kind" in source)) return cachedTensors(source, { ...job, format }, createKernel);
      // First, as nothing is to be closed yet where there is no room for it.
      const kernel = createKernel();
      if (source.kind === "sent") return jpegTensors(blockingJpegs(source), job, kernel);
      // Others are not described to threads.
      const store = (await openStore(source)) as SyncStore;
      const jpegs = storedJpegs(store, job.indices);
      return { ...jpegTensors(jpegs, job, kernel), close: () => store.close() };
    },
  };
}

async function workAt(job: NodeJob): Promise<void> {
  const { at, workerIndex } = job;
  if (Atomics.compareExchange(at, workerIndex, STARTING, OPENING) !== STARTING) return;
  await work(job, tiesOf(job));
  Atomics.store(at, workerIndex, GONE);
}

// Not awaited: Node aborts the process where a thread is ended while a module that awaits is evaluated.
parentPort?.once("message", (job: NodeJob) => {
  workAt(job).catch((error: unknown) => {
    parentPort?.postMessage(toPosted(error));
    // It goes, and leaves its work to the others.
    if (isShortOfRoom(error)) Atomics.store(job.at, job.workerIndex, GONE);
  });
});
