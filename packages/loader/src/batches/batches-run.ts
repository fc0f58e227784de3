import type { Store } from "@imagenet-v2/stores";
import type { BatchesPlan } from "./batches-options.ts";
import type { CachedTensors } from "./cache-file.ts";
import type { JpegsAhead } from "./jpeg-source.ts";

/** One run over the examples of a dataset, as batches. */
export interface BatchesRun {
  readonly plan: BatchesPlan;
  readonly store: Store;
  /** The examples in order, by their index in the store. */
  readonly indices: Uint32Array;
  /** Reads them on this thread, for itself or to send them to others. */
  readonly jpegs: JpegsAhead;
  /** Where their tensors lie already. */
  readonly cached: CachedTensors | undefined;
  /** Takes note of an image that is left out; throws the error if that is not to be. */
  skip(index: number, error: unknown): void;
}
