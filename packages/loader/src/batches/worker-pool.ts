import { ImageNetV2Error } from "@imagenet-v2/core";
import { fromPosted, isError } from "@imagenet-v2/core/internal";
import { tellFewerThreads } from "#platform";
import type { Crew, CrewJob, Thread, ThreadEvents } from "./thread.ts";
import type { WorkerEntry } from "./worker-entry.ts";
import { DISMISSED, GONE, type MadeBatch, STARTING, WORKING } from "./worker-job.ts";

/** How long (ms) a thread may take to start, or for the image it is at, when everybody is to stop. */
const gracePeriodMs = 1000;
/** The same for one of Node's that was told not to go on as it started: ended there, it leaves files open. */
const startingPeriodMs = 5000;

/** What all threads of a pool are told alike, and where each gets its images from. */
interface PoolJob extends Omit<CrewJob, "source" | "workerIndex"> {
  readonly source: () => CrewJob["source"];
}

interface PoolOptions {
  readonly workers: number;
  /** What each runs; `undefined` for what comes with this package. */
  readonly entry: WorkerEntry | undefined;
  readonly job: PoolJob;
  /** What the image of a number is called. */
  readonly fileName: (number: number) => string;
  /** Whether the others make the batches without a thread that goes for this reason, or nobody if there are none. */
  readonly spares: (why: Error) => boolean;
  /** Called when the last thread has left. */
  readonly onDeserted: () => void;
}

/** The threads that make tensors. */
export class WorkerPool {
  readonly #crew: Crew;
  readonly #options: PoolOptions;
  readonly #threads = new Map<number, Thread>();
  readonly #exits: Promise<void>[] = [];
  readonly #errors = new Map<number, Error>();
  readonly #batches = new Map<number, MadeBatch>();
  readonly #died = new AbortController();
  #left = 0;

  constructor(crew: Crew, options: PoolOptions) {
    this.#crew = crew;
    this.#options = options;
    for (let i = 0; i < options.workers; i++) this.#start(i);
  }

  /** Aborted, with the error to throw, when a thread ended before its work. */
  get died(): AbortSignal {
    return this.#died.signal;
  }

  /** Whether no thread is left to work: what is not made by now will not be. */
  get deserted(): boolean {
    return this.#left === this.#options.workers;
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
      this.#threads.get(workerIndex)?.recycle(data);
    } catch {
      // It was marked as untransferable: it stays with whoever did that.
    }
  }

  /** Whether the process has to stay for the threads: only while somebody waits for them. */
  hold(held: boolean): void {
    for (const thread of this.#threads.values()) thread.hold(held);
  }

  /** Waits until all threads have ended. Their turns have to be stopped before. */
  async stop(): Promise<void> {
    this.hold(true);
    for (const thread of this.#threads.values()) thread.dismiss();
    const end = (isStarting: boolean) => {
      for (const thread of this.#threads.values()) {
        if (isStarting === (thread.at === DISMISSED)) thread.terminate();
      }
    };
    const impatient = setTimeout(() => end(false), gracePeriodMs);
    const moreImpatient = setTimeout(() => end(true), startingPeriodMs);
    await Promise.all(this.#exits);
    clearTimeout(impatient);
    clearTimeout(moreImpatient);
    for (const thread of this.#threads.values()) thread.forget();
  }

  #start(workerIndex: number): void {
    const { entry, job } = this.#options;
    let ended = () => {};
    const events: ThreadEvents = {
      onRefusal: (error) => this.#endedBy(error),
      onFailure: (cause) => this.#died.abort(this.#death(workerIndex, cause)),
      onEnd: () => {
        const { at = STARTING } = this.#threads.get(workerIndex) ?? {};
        if (at !== GONE && at !== DISMISSED) this.#died.abort(this.#death(workerIndex));
        ended();
      },
    };
    try {
      const own = { ...job, source: job.source(), workerIndex };
      this.#threads.set(workerIndex, this.#crew.start(entry, own, events));
    } catch (error) {
      this.#endedBy(error as Error);
      return;
    }
    this.#exits.push(
      new Promise((resolve) => {
        ended = resolve;
      }),
    );
  }

  #receive(): void {
    for (const thread of this.#threads.values()) {
      for (const result of thread.received()) {
        if ("turn" in result) this.#batches.set(result.turn, result);
        else this.#errors.set(result.number, fromPosted(result.error));
      }
    }
  }

  /** One that has no room has taken no work with it. Any other error ends the run. */
  #endedBy(error: Error): void {
    const { workers, spares, onDeserted } = this.#options;
    if (!spares(error)) {
      this.#died.abort(error);
      return;
    }
    tellFewerThreads(workers, error);
    this.#left++;
    if (this.deserted) onDeserted();
  }

  #death(workerIndex: number, cause?: unknown): Error {
    const { at = STARTING } = this.#threads.get(workerIndex) ?? {};
    return at === STARTING ? this.#crew.notStarted(cause) : this.#deathAt(at, cause);
  }

  #deathAt(number: number, cause?: unknown): ImageNetV2Error {
    const fileName = number < 0 ? undefined : this.#options.fileName(number);
    const when =
      fileName !== undefined ? ` at ${fileName}` : number === WORKING ? "" : " as it started";
    const why = isError(cause) ? `: ${cause.message}` : "";
    return new ImageNetV2Error(
      "WORKER_DIED",
      `A worker thread ended${when}${why}${why.endsWith(".") ? "" : "."}`,
      { fileName },
      { hint: "workers: 0 works on this thread; fewer workers need less memory.", cause },
    );
  }
}
