import { createHash } from "node:crypto";
import { join } from "node:path";
import { archiveOf, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import {
  type Dataset,
  datasetOf,
  type Example,
  type ReadingOptions,
  type TensorBatch,
} from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";

/** Small tensors, quickly made. */
export const small = { resize: 10, crop: 8 } as const;

/** Names of so many images, in classes 0 to 9. */
export function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i % 10}/${String(i).padStart(40, "0")}.jpeg`);
}

/** An archive of so many pictures of several sizes, some of them replaced. */
export async function archiveOfPictures(
  count: number,
  replaced: Readonly<Record<string, Uint8Array>> = {},
): Promise<string> {
  const path = join(temporaryFolder(), "pictures.tar");
  const pictures = await Promise.all(
    Array.from({ length: 7 }, (_, seed) => tinyJpeg({ seed, width: 12 + seed, height: 20 - seed })),
  );
  const jpeg = (name: string, position: number) =>
    replaced[name] ?? (pictures[position % 7] as Uint8Array);
  await archiveOf(path, names(count), { topDirectory: "pictures", jpeg });
  return path;
}

export async function openPictures(path: string, options?: ReadingOptions) {
  const store = await ArchiveStore.open(path, { partial: true, dataDir: temporaryFolder() });
  return datasetOf(store, options) as Dataset<Example>;
}

export async function collect<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** One hash of everything in some batches. */
export async function digest(batches: AsyncIterable<TensorBatch>): Promise<string> {
  const hash = createHash("sha256");
  for await (const { image, label, file_name, index } of batches) {
    hash.update(JSON.stringify([image.shape, image.dtype, [...label], file_name, [...index]]));
    hash.update(bytesOf(image.data));
  }
  return hash.digest("hex");
}

export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function sha256(data: Float32Array | Uint8Array): string {
  return createHash("sha256").update(bytesOf(data)).digest("hex");
}
