import type { PostedError } from "@imagenet-v2/core/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";
import type { Outcome } from "../batches/turns.ts";
import type { Failure, MadeBatch, WorkerJob } from "../batches/worker-job.ts";

/** What a Web Worker is told first. */
export interface PageJob extends WorkerJob {
  /** The name of the lock that it holds as long as it lives. */
  readonly lock: string;
}

/** What it is told then. */
export type FromPage =
  | { readonly kind: "turn"; readonly turn: number }
  /** The memory of a batch that it made. */
  | { readonly kind: "memory"; readonly data: Elements }
  | { readonly kind: "stop" };

/** What it says. Messages arrive in the order in which they are posted. */
export type FromWorker =
  /** Its program runs; `locked` where there are locks. */
  | { readonly kind: "started"; readonly locked: boolean }
  /** It has opened what it reads from, and waits for turns. */
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly result: Failure | MadeBatch }
  | { readonly kind: "finished"; readonly turn: number; readonly outcome: Outcome }
  /** It has closed everything; with an error where that is not because it was stopped. */
  | { readonly kind: "gone"; readonly error?: PostedError | undefined };
