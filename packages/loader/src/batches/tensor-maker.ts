import type { Dct, Elements, Kernel, Preprocessing } from "@imagenet-v2/decode";
import type { Store } from "@imagenet-v2/stores";
import { checkImageBytes } from "@imagenet-v2/stores/internal";
import type { Finisher } from "./ring-memory.ts";

/** Makes tensors one at a time, on the thread that calls. */
export interface TensorMaker {
  /** Writes the tensor of an example to `to`, from element `offset` on. */
  make(index: number, to: Elements, offset: number): void | Promise<void>;
  close(): Promise<void>;
}

/** Makes tensors of stored JPEGs: reads, decodes, resamples and normalises. */
export function jpegTensors(
  store: Store,
  { preprocessing, dct }: { readonly preprocessing: Preprocessing; readonly dct: Dct },
  kernel: Kernel,
): TensorMaker {
  return {
    make(index, to, offset) {
      const name = store.fileName(index);
      checkImageBytes(store, index);
      const jpeg = store.readSync(index, kernel.input(store.byteLength(index)));
      kernel.decodeInto(jpeg, { preprocessing, dct, name }, to, offset);
    },
    // The store is its opener's.
    close: async () => {},
  };
}

/** Makes floats of what another makes as bytes, right where they are to be. */
export function finishedTensors(maker: TensorMaker, { bytes, finish }: Finisher): TensorMaker {
  return {
    make(index, to, offset) {
      const floats = to.subarray(offset) as Float32Array;
      const promise = maker.make(index, bytes, 0);
      return promise === undefined ? finish(floats) : promise.then(() => finish(floats));
    },
    close: () => maker.close(),
  };
}
