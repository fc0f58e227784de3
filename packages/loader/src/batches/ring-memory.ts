import { isImageNetV2Error } from "@imagenet-v2/core";
import type { Preprocessing } from "@imagenet-v2/decode";
import { Normaliser, type SharedMemory } from "@imagenet-v2/decode/kernel";
import { type RowFormat, rowBytes, rowLength } from "./tensor-batch.ts";

/** Memory that threads share: the slots of a ring, and behind them what threads make floats of. */
export interface RingMemory {
  readonly memory: SharedMemory;
  /** Byte offset of the first slot. */
  readonly begin: number;
  /** Byte offset of the threads' bytes, a tensor for each; `undefined` where none are wanted. */
  readonly bytes: number | undefined;
}

/**
 * V8 does not count such memories, and left to itself lets gigabytes of them lie before it collects
 * them. It counts these, which are as large, and which nobody touches, so that they take no room.
 */
const weights = new WeakMap<SharedMemory, ArrayBuffer>();

/**
 * @param finishers how many threads are to make floats in it, if WebAssembly can: 0 takes no memory of
 * WebAssembly's, of which there may be few
 * @throws RangeError where there is not so much memory
 */
export function ringMemory(format: RowFormat, slots: number, finishers: number): RingMemory {
  const size = slots * rowBytes(format);
  if (format.dtype === "float32" && finishers > 0) {
    try {
      const memory = Normaliser.memory(size + finishers * rowLength(format));
      weights.set(memory, new ArrayBuffer(size));
      return { memory, begin: Normaliser.begin, bytes: Normaliser.begin + size };
    } catch {
      // Too much for WebAssembly, or there is none that is shared: what threads make is copied.
    }
  }
  return { memory: { buffer: new SharedArrayBuffer(size) }, begin: 0, bytes: undefined };
}

/** Makes floats of a thread's own bytes, in the ring's memory. */
export interface Finisher {
  readonly bytes: Uint8Array;
  /** Writes the floats of {@link bytes} to `to`, a tensor's place in the ring. */
  finish(to: Float32Array): void;
}

/** A thread's finisher; `undefined` where floats have to be made elsewhere and copied. */
export function finisherIn(
  { memory, bytes }: RingMemory,
  format: RowFormat,
  preprocessing: Preprocessing,
  workerIndex: number,
): Finisher | undefined {
  if (bytes === undefined) return undefined;
  const length = rowLength(format);
  const own = new Uint8Array(memory.buffer, bytes + workerIndex * length, length);
  try {
    const normaliser = new Normaliser(memory, preprocessing);
    return { bytes: own, finish: (to) => normaliser.normalise(own, to.byteOffset) };
  } catch (error) {
    if (isImageNetV2Error(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}
