import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { fromPosted, type PostedError } from "@imagenet-v2/core/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";
import { canDescribe, canReadSync } from "@imagenet-v2/stores/internal";
import { AtomicTurns, type SharedTurns } from "../batches/atomic-turns.ts";
import { received } from "../batches/received.ts";
import type { Crew, CrewTask, Thread, ThreadEvents } from "../batches/thread.ts";
import {
  DISMISSED,
  type Failure,
  type MadeBatch,
  STARTING,
  type WorkerJob,
} from "../batches/worker-job.ts";
import { notStarted, startWorker } from "./start-worker.ts";

/** What a thread of Node is told when it starts. */
export interface NodeJob extends WorkerJob {
  readonly turns: SharedTurns;
  /** What each worker is at: an image's number in the run, or a word of worker-job.ts. Shared. */
  readonly at: Int32Array;
  /** Where a {@link Failure} or a {@link MadeBatch} goes, before `turns` says that it is there; and where memory comes back. */
  readonly results: MessagePort;
}

/** Threads that share memory, and block while they wait. */
export function openCrew({ workers, indices, ...count }: CrewTask): Crew {
  const turns = AtomicTurns.of(count);
  const at = new Int32Array(new SharedArrayBuffer(4 * workers)).fill(STARTING);
  const shared = { turns: turns.shared, at, indices: sharedCopy(indices) };
  return {
    blocks: true,
    describe: (store) => (canReadSync(store) && canDescribe(store) ? store.describe() : undefined),
    spares: false,
    turns,
    notStarted,
    start(entry, job, events) {
      const worker = startWorker(entry, `imagenet-v2 batches ${job.workerIndex}`);
      const { port1, port2: results } = new MessageChannel();
      const nodeJob: NodeJob = { ...job, ...shared, results };
      const { source } = job;
      const sent = "port" in source ? [source.port as unknown as MessagePort] : [];
      worker.postMessage(nodeJob, [results, ...sent]);
      return new NodeThread(worker, nodeJob, port1, events);
    },
  };
}

class NodeThread implements Thread {
  readonly #worker: Worker;
  readonly #job: NodeJob;
  readonly #results: MessagePort;

  constructor(worker: Worker, job: NodeJob, results: MessagePort, events: ThreadEvents) {
    this.#worker = worker;
    this.#job = job;
    this.#results = results;
    worker.on("message", (error: PostedError) => events.onRefusal(fromPosted(error)));
    worker.on("error", events.onFailure);
    worker.on("exit", events.onEnd);
  }

  get at(): number {
    return Atomics.load(this.#job.at, this.#job.workerIndex);
  }

  // A thread posts before it says that something is finished, so that what is asked for has arrived.
  received(): Iterable<Failure | MadeBatch> {
    return received(this.#results);
  }

  recycle(data: Elements): void {
    this.#results.postMessage(data, [data.buffer as ArrayBuffer]);
  }

  hold(held: boolean): void {
    if (held) this.#worker.ref();
    else this.#worker.unref();
  }

  // One that starts is told not to go on, and goes by itself, as whoever is past that: a thread that is
  // ended while it opens files, those of its modules too, leaves them open.
  dismiss(): void {
    Atomics.compareExchange(this.#job.at, this.#job.workerIndex, STARTING, DISMISSED);
  }

  terminate(): void {
    this.#worker.terminate();
  }

  forget(): void {
    this.#results.close();
  }
}

/** A copy that threads see without one of their own. */
function sharedCopy(indices: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(indices.byteLength));
  copy.set(indices);
  return copy;
}
