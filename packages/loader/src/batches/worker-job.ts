import type { MessagePort } from "node:worker_threads";
import type { Dct, Preprocessing } from "@imagenet-v2/decode";
import type { StoreDescription } from "@imagenet-v2/stores";
import type { CachedTensors } from "./cache-file.ts";
import type { PostedError } from "./posted-error.ts";
import type { SharedRing } from "./ring.ts";
import type { SentJpegs } from "./sent-jpegs.ts";

/** What a worker thread is told when it starts. */
export interface WorkerJob {
  /** Where tensors come from: stored JPEGs, those it is sent, or a cache. */
  readonly source: StoreDescription | SentJpegs | CachedTensors;
  /** Which kernel's pixels are wanted: a worker that was bundled before may have another. */
  readonly kernel: string;
  readonly preprocessing: Preprocessing;
  readonly dct: Dct;
  readonly ring: SharedRing;
  /** Of each number in the ring, the example's index in the store. Shared. */
  readonly indices: Uint32Array;
  /** What each worker is at: a number in the ring, or one of those below. Shared. */
  readonly at: Int32Array;
  /** This worker's index in `at`. */
  readonly workerIndex: number;
  /** Where tensors that could not be made are reported, before the ring says so. */
  readonly failures: MessagePort;
}

export interface Failure {
  readonly number: number;
  readonly error: PostedError;
}

// In `at`, from left to right; a worker that starts becomes one that opens, or that is not wanted.

/** It is loading its program, and holds nothing. */
export const STARTING = -1;
/** It is opening what it reads from. */
export const OPENING = -2;
/** It was not wanted any more before it opened anything. */
export const DISMISSED = -3;
/** It has closed everything and goes. */
export const GONE = -4;
