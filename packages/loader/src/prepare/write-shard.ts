import { open } from "node:fs/promises";
import { ImageNetV2Error } from "@imagenet-v2/core";
import type { Store } from "@imagenet-v2/stores";
import { encodeRecord } from "@imagenet-v2/tfrecord";
import { readAhead } from "../pipeline/read-ahead.ts";
import { storedExample, storedLength } from "./stored-example.ts";

/** Images read while one is written: enough for the disk to be busy, and a few megabytes of memory. */
const ahead = 8;

export interface ShardRange {
  /** Storage index of the first example. */
  readonly from: number;
  readonly length: number;
}

/**
 * Writes a range of a store as one TFRecord file, and syncs it.
 *
 * @param onRecord told the bytes of each record
 * @throws DATA_CHANGED if an image has not the length the store says
 */
export async function writeShard(
  path: string,
  store: Store,
  { from, length }: ShardRange,
  signal: AbortSignal | undefined,
  onRecord: (bytes: number) => void,
): Promise<void> {
  const indices = Array.from({ length }, (_, i) => from + i);
  const file = await open(path, "wx");
  try {
    const examples = readAhead(
      () => indices.values(),
      async (index, signal) => ({ index, image: await store.read(index, { signal }) }),
      { ahead, signals: [signal] },
    );
    for await (const { index, image } of examples) {
      const example = storedExample(store, index, image);
      // The number of shards was decided on, and the size recorded, by these lengths.
      if (example.length !== storedLength(store, index)) throw changed(store, index);
      const record = encodeRecord(example);
      await file.writeFile(record);
      onRecord(record.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

function changed(store: Store, index: number): ImageNetV2Error {
  const { path } = store.info;
  return new ImageNetV2Error(
    "DATA_CHANGED",
    `${path}: ${store.fileName(index)} is no longer ${store.byteLength(index)} bytes long.`,
    { path },
    { hint: "The data changed while it was read; start again." },
  );
}
