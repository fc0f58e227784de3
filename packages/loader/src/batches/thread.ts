import type { Elements } from "@imagenet-v2/decode/kernel";
import type { Store, StoreDescription } from "@imagenet-v2/stores";
import type { Turns } from "./turns.ts";
import type { WorkerEntry } from "./worker-entry.ts";
import type { Failure, MadeBatch, WorkerJob } from "./worker-job.ts";

/** A thread that makes tensors, as its platform has it. */
export interface Thread {
  /** What it is at: an image's number in the run, or one of the words in worker-job.ts. */
  readonly at: number;
  /** What it made, or failed to make, since this was asked last: all that its turns say is finished. */
  received(): Iterable<Failure | MadeBatch>;
  /** Takes the memory of a batch that it made, for another one. */
  recycle(data: Elements): void;
  /** Whether the process has to stay for it. */
  hold(held: boolean): void;
  /** Tells it to go, where the turns are stopped. It may be in the middle of an image. */
  dismiss(): void;
  terminate(): void;
  /** It has ended, and nothing of it is wanted any more. */
  forget(): void;
}

/** What a pool is told of a thread. */
export interface ThreadEvents {
  /** It goes for this reason, which it told itself. */
  readonly onRefusal: (error: Error) => void;
  /** It will end, or never began: what it threw, or the platform says. */
  readonly onFailure: (cause: unknown) => void;
  readonly onEnd: () => void;
}

/** What a thread is told, but for what a crew knows. */
export type CrewJob = Omit<WorkerJob, "indices">;

/** The threads of a run before they are started, and the turns that they will take. */
export interface Crew {
  /** Whether they block as they wait for something. */
  readonly blocks: boolean;
  /** How they open a store for themselves; `undefined` where they are sent its images. */
  describe(store: Store): StoreDescription | undefined;
  /** Whether batches are made without them where they cannot start, unless they were asked for. */
  readonly spares: boolean;
  readonly turns: Turns;
  /**
   * @param entry what it runs; `undefined` for what comes with this package
   * @throws WORKER_DIED if it cannot be started
   */
  start(entry: WorkerEntry | undefined, job: CrewJob, events: ThreadEvents): Thread;
  /** The error of a thread that ended before its program ran, or could not be started. */
  notStarted(cause?: unknown): Error;
}

/** What a crew is to make: turns, of images that are these examples by their index in the store. */
export interface CrewTask {
  readonly workers: number;
  readonly count: number;
  readonly slots: number;
  readonly indices: Uint32Array;
}
