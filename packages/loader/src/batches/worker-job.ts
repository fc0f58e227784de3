import type { MessagePort } from "node:worker_threads";
import type { PostedError } from "@imagenet-v2/core/internal";
import type { Dct, Preprocessing } from "@imagenet-v2/decode";
import type { Elements } from "@imagenet-v2/decode/kernel";
import type { StoreDescription } from "@imagenet-v2/stores";
import type { CachedTensors } from "./cache-file.ts";
import type { SharedRing } from "./ring.ts";
import type { SentJpegs } from "./sent-jpegs.ts";
import type { RowFormat } from "./tensor-batch.ts";
import type { SharedTurns } from "./turns.ts";

/** Threads take images by number, and put each tensor into its slot of memory that all share. */
export interface ToRing {
  readonly kind: "ring";
  readonly ring: SharedRing;
}

/** Threads take batches by number, make all of one in memory of its own, and send that away. */
export interface ToBatches {
  readonly kind: "batches";
  readonly format: RowFormat;
  readonly batchSize: number;
}

/** What a worker thread is told when it starts. */
export interface WorkerJob {
  /** Where tensors come from: stored JPEGs, those it is sent, or a cache. */
  readonly source: StoreDescription | SentJpegs | CachedTensors;
  /** Which kernel's pixels are wanted: a worker that was bundled before may have another. */
  readonly kernel: string;
  readonly preprocessing: Preprocessing;
  readonly dct: Dct;
  /** What there is to make: images, or batches. */
  readonly turns: SharedTurns;
  readonly output: ToRing | ToBatches;
  /** Of each image's number in the run, the example's index in the store. Shared. */
  readonly indices: Uint32Array;
  /** What each worker is at: an image's number in the run, or one of those below. Shared. */
  readonly at: Int32Array;
  /** This worker's index in `at`. */
  readonly workerIndex: number;
  /** Where a {@link Failure} or a {@link MadeBatch} goes, before `turns` says that it is there; and where memory comes back. */
  readonly results: MessagePort;
}

/** An image that could not be made. */
export interface Failure {
  readonly number: number;
  readonly error: PostedError;
}

export interface MadeBatch {
  /** Which batch. */
  readonly turn: number;
  readonly workerIndex: number;
  /** Its rows, and maybe room for more. */
  readonly data: Elements;
  /** The numbers of images whose rows were not written: there is a {@link Failure} of each. */
  readonly missing: readonly number[];
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
