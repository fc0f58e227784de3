import { fromPosted } from "@imagenet-v2/core/internal";
import type { Preprocessing } from "@imagenet-v2/decode";
import type { Kernel } from "@imagenet-v2/decode/kernel";
import { StampedFile } from "@imagenet-v2/storage/internal/node";
import type { CachedTensors } from "./cache-file.ts";
import { type RowFormat, rowLength } from "./tensor-batch.ts";
import type { TensorMaker } from "./tensor-maker.ts";

interface CachedJob {
  readonly preprocessing: Preprocessing;
  readonly format: RowFormat;
  /** Of each number in the run, the example's index in the store. */
  readonly indices: Uint32Array;
}

/**
 * Makes tensors of bytes that are resized and cropped already: reads, and normalises if floats are
 * wanted.
 *
 * @param newKernel is asked for one where floats are wanted
 * @throws DATA_CHANGED if the file is not the one that was found
 */
export async function cachedTensors(
  { path, stamp, offset: begin, rows, skipped }: CachedTensors,
  { preprocessing, format, indices }: CachedJob,
  newKernel: () => Kernel,
): Promise<TensorMaker> {
  const length = rowLength(format);
  const kernel = format.dtype === "float32" ? newKernel() : undefined;
  const file = await StampedFile.reopen(path, stamp);
  return {
    make(number, to, offset) {
      const index = indices[number] as number;
      const error = skipped.get(index);
      if (error !== undefined) throw fromPosted(error);
      const position = begin + (rows[index] as number) * length;
      if (kernel === undefined) {
        file.readSync((to as Uint8Array).subarray(offset, offset + length), position);
        return;
      }
      const bytes = kernel.input(length);
      file.readSync(bytes, position);
      kernel.normaliseInto(bytes, preprocessing, to as Float32Array, offset);
    },
    close: () => file.close(),
  };
}
