// A thread that makes tensors: see `Crew`, which starts it. What it throws reaches the crew as an
// `error` event, or, where that would lose the facts, as its only message.
import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "../stores/open-store.ts";
import { cachedTensors } from "./cached-tensors.ts";
import { toPosted } from "./posted-error.ts";
import { FAILED, MADE, Ring } from "./ring.ts";
import { jpegTensors, type TensorMaker } from "./tensor-maker.ts";
import { GONE, OPENING, STARTING, type WorkerJob } from "./worker-job.ts";

async function openMaker({
  source,
  ...job
}: Omit<WorkerJob, "at" | "place" | "indices" | "failures">): Promise<TensorMaker> {
  if (!("kind" in source)) {
    return cachedTensors(source, { ...job, format: job.ring.format });
  }
  const store = await openStore(source);
  return { ...jpegTensors(store, job), close: () => store.close() };
}

async function work({ place, at, indices, failures, ...job }: WorkerJob): Promise<void> {
  const ring = new Ring(job.ring);
  if (Atomics.compareExchange(at, place, STARTING, OPENING) !== STARTING) return;
  const maker = await openMaker(job);
  try {
    const onTake = (number: number) => Atomics.store(at, place, number);
    for (let number = ring.take(onTake); number !== undefined; number = ring.take(onTake)) {
      try {
        const index = indices[number] as number;
        const promise = maker.make(index, ring.tensors, ring.offset(number));
        if (promise !== undefined) await promise;
        ring.finish(number, MADE);
      } catch (error) {
        failures.postMessage({ number, error: toPosted(error) });
        ring.finish(number, FAILED);
      }
    }
  } finally {
    await maker.close();
  }
  Atomics.store(at, place, GONE);
}

try {
  await work(workerData);
} catch (error) {
  parentPort?.postMessage(toPosted(error));
}
