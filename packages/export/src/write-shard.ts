import { ImageNetV2Error } from "@imagenet-v2/core";
import { readAhead } from "@imagenet-v2/loader/internal";
import type { Store } from "@imagenet-v2/stores";
import type { ExampleFormat } from "./example-format.ts";
import type { Plan } from "./plan.ts";
import { ShardFiles } from "./shard-files.ts";

/** Images read while one is written: enough for the disk to be busy, and a few megabytes of memory. */
const ahead = 8;

export interface ShardRange {
  readonly shard: number;
  /** Storage index of the first example. */
  readonly from: number;
  readonly length: number;
}

/**
 * Writes a range of a store as one shard, and syncs it.
 *
 * @param onExample told the bytes that each example added
 * @throws DATA_CHANGED if an image has not the length the store says
 */
export async function writeShard(
  folder: string,
  format: ExampleFormat,
  store: Store,
  contents: Plan,
  { shard, from, length }: ShardRange,
  signal: AbortSignal | undefined,
  onExample: (bytes: number) => void,
): Promise<void> {
  const indices = Array.from({ length }, (_, i) => from + i);
  const files = new ShardFiles(folder);
  try {
    const create = (fileName: string) => files.create(fileName);
    const writer = await format.openShard({ shard, length, contents, create });
    const examples = readAhead(
      () => indices.values(),
      async (index, signal) => ({ index, image: await store.read(index, { signal }) }),
      { ahead, signals: [signal] },
    );
    let told = 0;
    for await (const { index, image } of examples) {
      // The number of shards was decided on, and the size recorded, by these lengths.
      if (image.length !== store.byteLength(index)) throw changed(store, index);
      await writer.write({
        index,
        file_name: store.fileName(index),
        label: store.label(index),
        image,
      });
      await files.written();
      onExample(files.length - told);
      told = files.length;
    }
    await writer.finish?.();
    await files.close();
  } finally {
    await files.release();
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
