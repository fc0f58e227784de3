import type { PostedError } from "@imagenet-v2/core/internal";
import type { Dct, Preprocessing } from "@imagenet-v2/decode";
import type { Elements } from "@imagenet-v2/decode/kernel";
import type { StoreDescription } from "@imagenet-v2/stores";
import type { CachedTensors } from "./cache-file.ts";
import type { SharedRing } from "./ring.ts";
import type { SentJpegs } from "./sent-jpegs.ts";
import type { RowFormat } from "./tensor-batch.ts";

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
  readonly output: ToRing | ToBatches;
  /** Of each image's number in the run, the example's index in the store. */
  readonly indices: Uint32Array;
  /** Which of the run's workers it is. */
  readonly workerIndex: number;
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

// What a worker is at where it is not at an image. One that starts becomes one that opens, or that is not wanted.

/** It is loading its program, and holds nothing. */
export const STARTING = -1;
/** It is opening what it reads from. */
export const OPENING = -2;
/** It was not wanted any more before it opened anything. */
export const DISMISSED = -3;
/** It has closed everything and goes. */
export const GONE = -4;
/** It is making something: nobody knows which image. */
export const WORKING = -5;
