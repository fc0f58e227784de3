import type { Dct, Preprocessing } from "@imagenet-v2/decode";
import type { Elements, Kernel } from "@imagenet-v2/decode/kernel";
import type { JpegSource, StoredJpeg } from "./jpeg-source.ts";
import type { Finisher } from "./ring-memory.ts";

/** Makes tensors one at a time, on the thread that calls. */
export interface TensorMaker {
  /** Writes the tensor of an image, by its number in the run, to `to`, from element `offset` on. */
  make(number: number, to: Elements, offset: number): void | Promise<void>;
  close(): Promise<void>;
}

/** Makes tensors of stored JPEGs: reads, decodes, resamples and normalises. */
export function jpegTensors(
  jpegs: JpegSource,
  { preprocessing, dct }: { readonly preprocessing: Preprocessing; readonly dct: Dct },
  kernel: Kernel,
): TensorMaker {
  const room = (length: number) => kernel.input(length);
  return {
    make(number, to, offset) {
      const decode = ({ name, bytes }: StoredJpeg) =>
        kernel.decodeInto(bytes, { preprocessing, dct, name }, to, offset);
      const jpeg = jpegs.read(number, room);
      return "bytes" in jpeg ? decode(jpeg) : jpeg.then(decode);
    },
    // Where the JPEGs come from is its opener's.
    close: async () => {},
  };
}

/** Makes floats of what another makes as bytes, right where they are to be. */
export function finishedTensors(maker: TensorMaker, { bytes, finish }: Finisher): TensorMaker {
  return {
    make(number, to, offset) {
      const floats = to.subarray(offset) as Float32Array;
      const promise = maker.make(number, bytes, 0);
      return promise === undefined ? finish(floats) : promise.then(() => finish(floats));
    },
    close: () => maker.close(),
  };
}
