import { type DatasetInfo, isImageError } from "@imagenet-v2/core";
import { bytesToHex, sha256, utf8ToBytes } from "@imagenet-v2/core/internal";
import type { Dct } from "@imagenet-v2/decode";
import type { Store } from "@imagenet-v2/stores";
import { readAhead } from "../pipeline/read-ahead.ts";
import type { Opening, Source } from "../pipeline/source.ts";
import { recordOf, type SkippedExample } from "./example.ts";
import type { ExampleReader } from "./example-reader.ts";

/** What every selection from one `load()` shares. */
export interface DatasetOrigin<T> {
  readonly store: Store;
  readonly info: DatasetInfo;
  /** The split that was asked for, as text: `test[:50%]`. */
  readonly split: string;
  readonly reader: ExampleReader<T>;
  readonly dct: Dct;
  /** How many images are read and decoded ahead of the consumer. */
  readonly readAhead: number;
  readonly onError: "throw" | "skip";
  readonly signal?: AbortSignal | undefined;
  /** Filled as examples are skipped; each is in it once. */
  readonly skipped: Map<number, SkippedExample>;
}

/**
 * Examples read and decoded ahead, and handed out in order.
 *
 * @param indices storage indices in reading order
 * @param reshuffled the order of each run, where it changes from run to run
 */
export function datasetSource<T>(
  origin: DatasetOrigin<T>,
  indices: Uint32Array,
  reshuffled?: ((epoch: number) => Uint32Array) | undefined,
): Source<T> {
  const { store, reader, onError } = origin;
  let fingerprint: string | undefined;
  return {
    // How many of them `onError: "skip"` leaves out only running tells.
    length: onError === "skip" ? undefined : indices.length,
    open: (opening) => read(origin, reshuffled?.(opening.epoch) ?? indices, opening),
    fingerprint() {
      // The second run's order tells whether the order changes, too.
      fingerprint ??= digest(store, reshuffled?.(1) ?? indices, reader.fingerprint);
      return fingerprint;
    },
  };
}

const skipped = Symbol("skipped");

async function* read<T>(
  origin: DatasetOrigin<T>,
  indices: Uint32Array,
  opening: Opening,
): AsyncGenerator<T, void, undefined> {
  const { reader, readAhead: ahead, onError, signal } = origin;
  const readOne = async (index: number, stop: AbortSignal): Promise<T | typeof skipped> => {
    try {
      return await reader.read(index, stop);
    } catch (error) {
      noteSkipped(origin, index, error);
      return skipped;
    }
  };
  // Where examples are left out, only looking tells where the start is.
  const direct = onError === "throw";
  let left = direct ? 0 : opening.start;
  const wanted = indices.subarray(direct ? opening.start : 0);
  const signals = [opening.signal, signal];
  for await (const example of readAhead(() => wanted.values(), readOne, { ahead, signals })) {
    if (example === skipped) continue;
    if (left > 0) left--;
    else yield example;
  }
}

/**
 * Takes note of an image that is left out.
 *
 * @throws the error itself where nothing is to be skipped, or where it is no fault of the image
 */
export function noteSkipped(
  { store, onError, skipped }: Pick<DatasetOrigin<unknown>, "store" | "onError" | "skipped">,
  index: number,
  error: unknown,
): void {
  if (onError === "throw" || !isImageError(error)) throw error;
  skipped.set(index, { ...recordOf(store, index), error });
}

function digest(store: Store, indices: Uint32Array, reading: string): string {
  const hash = sha256.create();
  for (const index of indices) hash.update(utf8ToBytes(`${index} ${store.fileName(index)}\n`));
  return bytesToHex(hash.update(utf8ToBytes(reading)).digest());
}
