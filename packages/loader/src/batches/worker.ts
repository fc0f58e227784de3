// A thread that makes tensors: see `Crew`, which starts it. What it throws reaches the crew as an
// `error` event, or, where that would lose the facts, as its only message.
import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "../stores/open-store.ts";
import { toPosted } from "./posted-error.ts";
import { FAILED, MADE, Ring } from "./ring.ts";
import { jpegTensors } from "./tensor-maker.ts";
import { GONE, type WorkerJob } from "./worker-job.ts";

async function work({ place, at, indices, failures, ...job }: WorkerJob): Promise<void> {
  const ring = new Ring(job.ring);
  const store = await openStore(job.store);
  try {
    const maker = jpegTensors(store, job);
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
    await store.close();
  }
  Atomics.store(at, place, GONE);
}

try {
  await work(workerData);
} catch (error) {
  parentPort?.postMessage(toPosted(error));
}
