import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { fromPosted, isError, isShortOfRoom, type PostedError } from "@imagenet-v2/core/internal";
import { notStarted, startWorker } from "../platform/start-worker.ts";
import { tellFewerThreads } from "./fewer-threads.ts";
import { received } from "./received.ts";
import type { WorkerEntry } from "./worker-entry.ts";
import {
  DISMISSED,
  type Failure,
  GONE,
  type MadeBatch,
  STARTING,
  type WorkerJob,
} from "./worker-job.ts";

/** How long (ms) a thread may take to start, or for the image it is at, when everybody is to stop. */
const gracePeriodMs = 1000;

/** What all threads of a pool are told alike, and where each gets its images from. */
interface PoolJob extends Omit<WorkerJob, "source" | "at" | "workerIndex" | "results"> {
  readonly source: () => WorkerJob["source"];
}

/** The threads that make tensors. */
export class WorkerPool {
  readonly #at: Int32Array;
  readonly #fileName: (number: number) => string;
  readonly #workers: Worker[] = [];
  readonly #exits: Promise<void>[] = [];
  readonly #results: MessagePort[] = [];
  readonly #errors = new Map<number, Error>();
  readonly #batches = new Map<number, MadeBatch>();
  readonly #died = new AbortController();
  readonly #onDeserted: () => void;
  #left = 0;

  /**
   * @param entry what each runs; `undefined` for what comes with this package
   * @param fileName what the image of a number is called
   * @param onDeserted called when the last thread has left for lack of room
   */
  constructor(
    workers: number,
    entry: WorkerEntry | undefined,
    job: PoolJob,
    fileName: (number: number) => string,
    onDeserted: () => void,
  ) {
    this.#fileName = fileName;
    this.#onDeserted = onDeserted;
    this.#at = new Int32Array(new SharedArrayBuffer(4 * workers)).fill(STARTING);
    for (let workerIndex = 0; workerIndex < workers; workerIndex++) {
      this.#start(workerIndex, entry, job);
    }
  }

  /** Aborted, with the error to throw, when a thread ended before its work. */
  get died(): AbortSignal {
    return this.#died.signal;
  }

  /** Whether no thread had room to work in: what is not made by now will not be. */
  get deserted(): boolean {
    return this.#left === this.#workers.length;
  }

  /** Why the tensor of a number could not be made. */
  failure(number: number): Error {
    this.#receive();
    const error = this.#errors.get(number);
    this.#errors.delete(number);
    return error ?? this.#deathAt(number);
  }

  /** A batch that is finished. */
  batch(turn: number): MadeBatch {
    this.#receive();
    const batch = this.#batches.get(turn) as MadeBatch;
    this.#batches.delete(turn);
    return batch;
  }

  /** Gives the memory of a batch back to the thread that made it, unless whoever had it gave it away. */
  recycle({ workerIndex, data }: MadeBatch): void {
    if (data.byteLength === 0) return;
    try {
      this.#results[workerIndex]?.postMessage(data, [data.buffer as ArrayBuffer]);
    } catch {
      // It was marked as untransferable: it stays with whoever did that.
    }
  }

  /** Whether the process has to stay for the threads: only while somebody waits for them. */
  hold(held: boolean): void {
    for (const worker of this.#workers) {
      if (held) worker.ref();
      else worker.unref();
    }
  }

  /** Waits until all threads have ended. Their turns have to be stopped before. */
  async stop(): Promise<void> {
    this.hold(true);
    // One that starts is told not to go on, and goes by itself, as whoever is past that: a thread that is
    // ended while it opens files, those of its modules too, leaves them open.
    for (let workerIndex = 0; workerIndex < this.#workers.length; workerIndex++) {
      Atomics.compareExchange(this.#at, workerIndex, STARTING, DISMISSED);
    }
    const impatient = setTimeout(() => {
      for (const worker of this.#workers) worker.terminate();
    }, gracePeriodMs);
    await Promise.all(this.#exits);
    clearTimeout(impatient);
    for (const port of this.#results) port.close();
  }

  #start(workerIndex: number, entry: WorkerEntry | undefined, { source, ...job }: PoolJob): void {
    let worker: Worker;
    try {
      worker = startWorker(entry, `imagenet-v2 batches ${workerIndex}`);
    } catch (error) {
      this.#died.abort(error);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    const workerJob: WorkerJob = {
      ...job,
      source: source(),
      at: this.#at,
      workerIndex,
      results: port2,
    };
    const ports = "port" in workerJob.source ? [port2, workerJob.source.port] : [port2];
    worker.postMessage(workerJob, ports);
    this.#workers.push(worker);
    this.#results.push(port1);
    this.#exits.push(
      new Promise((resolve) => {
        worker.on("message", (error: PostedError) => this.#endedBy(fromPosted(error)));
        worker.on("error", (error) => this.#died.abort(this.#death(workerIndex, error)));
        worker.on("exit", () => {
          if (Atomics.load(this.#at, workerIndex) !== GONE)
            this.#died.abort(this.#death(workerIndex));
          resolve();
        });
      }),
    );
  }

  // A thread posts before it says that something is finished, so that what is asked for has arrived.
  #receive(): void {
    for (const port of this.#results) {
      for (const result of received<Failure | MadeBatch>(port)) {
        if ("turn" in result) this.#batches.set(result.turn, result);
        else this.#errors.set(result.number, fromPosted(result.error));
      }
    }
  }

  /** One that has no room has taken no work with it. Any other error ends the run. */
  #endedBy(error: Error): void {
    if (!isShortOfRoom(error)) {
      this.#died.abort(error);
      return;
    }
    tellFewerThreads(this.#workers.length);
    this.#left++;
    if (this.deserted) this.#onDeserted();
  }

  #death(workerIndex: number, cause?: unknown): ImageNetV2Error {
    const at = Atomics.load(this.#at, workerIndex);
    return at === STARTING ? notStarted(cause) : this.#deathAt(at, cause);
  }

  #deathAt(number: number, cause?: unknown): ImageNetV2Error {
    const fileName = number < 0 ? undefined : this.#fileName(number);
    const when = fileName === undefined ? "as it started" : `at ${fileName}`;
    const why = isError(cause) ? `: ${cause.message}` : "";
    return new ImageNetV2Error(
      "WORKER_DIED",
      `A worker thread ended ${when}${why}${why.endsWith(".") ? "" : "."}`,
      { fileName },
      { hint: "workers: 0 works on this thread; fewer workers need less memory.", cause },
    );
  }
}
