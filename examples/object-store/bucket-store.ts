// Images in a bucket of an S3-like server, as a Store: nothing is downloaded that is not asked for.
import { type DatasetSpec, ImageNetV2Error, type Store } from "imagenet-v2";
import { type BucketObject, listObjects } from "./list-objects.ts";

export interface BucketOptions {
  /** What is asked with: signs requests, or tries again. @default fetch */
  readonly fetch?: typeof fetch | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists a bucket of class folders once, and reads an image when it is asked for.
 *
 * @param url `https://bucket.s3.amazonaws.com/pets/`: the bucket, and the folder in it
 * @param spec `classFolders(…)`: the classes, and which folder is which
 *
 * @example
 * const dataset = datasetOf(await openBucket(url, classFolders(["cat", "dog"])));
 */
export async function openBucket(
  url: string,
  spec: DatasetSpec,
  { fetch = globalThis.fetch, signal }: BucketOptions = {},
): Promise<Store> {
  const { origin, pathname } = new URL(url);
  const prefix = decodeURIComponent(pathname.slice(1));
  const objects: (BucketObject & { readonly fileName: string })[] = [];
  const ignored: string[] = [];
  for await (const object of listObjects(origin, { prefix, fetch, signal })) {
    const entry = spec.entry(object.key.slice(prefix.length), false);
    if ("image" in entry) objects.push({ ...object, fileName: entry.image });
    else ignored.push(object.key);
  }
  // The library's order for datasets that are not ImageNetV2: by path.
  objects.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  const fileNames = objects.map(({ fileName }) => fileName);
  const folders = [...new Set(fileNames.map((name) => name.slice(0, name.indexOf("/"))))];
  const settled = (await spec.settle?.({ path: url, fileNames, folders })) ?? spec;
  const { name, split, order, classes, labelOf } = settled;
  const labels = fileNames.map((fileName) => labelOf(fileName) as number);
  const bytes = objects.reduce((sum, { size }) => sum + size, 0);

  const at = (index: number) => {
    const object = objects[index];
    if (object !== undefined) return object;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${url} has ${objects.length} images, and none of index ${index}.`,
      { option: "index" },
    );
  };
  return {
    info: {
      kind: "custom",
      path: url,
      provenance: "custom",
      bytes,
      numBytes: bytes,
      dataset: { name, split, order, classes },
      notes: [
        ...settled.notes,
        ...ignored.map((key) => `${key} is not an image in a class folder.`),
      ],
    },
    length: objects.length,
    shardLengths: [objects.length],
    fileName: (index) => at(index).fileName,
    label: (index) => labels[index] as number,
    byteLength: (index) => at(index).size,
    read: (index, options) => readObject(origin, at(index), fetch, options?.signal),
    archiveOrder: () => Uint32Array.from(objects.keys()),
    close: async () => {},
  };
}

/** Its bytes as it was listed: of one that was replaced since, nothing is taken. */
async function readObject(
  origin: string,
  { key, size, etag }: BucketObject,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const url = `${origin}/${key.split("/").map(encodeURIComponent).join("/")}`;
  const headers = { Range: `bytes=0-${size - 1}`, "If-Match": etag };
  const response = await fetch(url, { headers, signal: signal ?? null });
  const { status } = response;
  const body = new Uint8Array(await response.arrayBuffer());
  const isListed = response.headers.get("etag") === etag && body.length === size;
  if (status === 206 && isListed) return body;
  if (status === 412 || status === 404 || (response.ok && !isListed)) {
    throw new ImageNetV2Error("DATA_CHANGED", `${url} was changed since it was listed.`, {
      path: url,
    });
  }
  throw new ImageNetV2Error("HTTP_STATUS", `${url} was answered with ${status}.`, { url, status });
}
