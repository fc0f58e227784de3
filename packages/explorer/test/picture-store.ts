import { tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore, type Store, type StoreDescription } from "@imagenet-v2/stores";

/** A name of the usual form for the n-th image of a class. */
export function imageName(label: number, n: number): string {
  return `${label}/${String(n).padStart(40, "0")}.jpeg`;
}

/** A few tiny images of three classes, and one that is none. */
export async function pictures(count = 6): Promise<Record<string, Uint8Array>> {
  const images: Record<string, Uint8Array> = {};
  for (let n = 0; n < count; n++) {
    images[imageName([0, 281, 999][n % 3] as number, n)] = await tinyJpeg({
      seed: n,
      width: 64 + 8 * n,
      height: 48,
    });
  }
  return images;
}

export async function datasetWith(images: Record<string, Uint8Array>) {
  return datasetOf(await MemoryStore.of(images));
}

/** The number of an image by its name. */
export function indexOf(store: Store, fileName: string): number {
  for (let index = 0; index < store.length; index++) {
    if (store.fileName(index) === fileName) return index;
  }
  throw new Error(`${fileName} is not in the store.`);
}

/** The same store, with something done around each read. */
export function slowed(
  store: Store,
  around: (read: () => Promise<Uint8Array>, signal?: AbortSignal) => Promise<Uint8Array>,
): Store {
  return {
    info: store.info,
    length: store.length,
    shardLengths: store.shardLengths,
    fileName: (index) => store.fileName(index),
    label: (index) => store.label(index),
    byteLength: (index) => store.byteLength(index),
    read: (index, options) => around(() => store.read(index, options), options?.signal),
    readSync: (index, into) => store.readSync?.(index, into) as Uint8Array,
    archiveOrder: () => store.archiveOrder(),
    describe: () => store.describe?.() as StoreDescription,
    close: () => store.close(),
  };
}
