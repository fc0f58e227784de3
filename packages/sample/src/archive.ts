import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { ImageTensor } from "@imagenet-v2/core";
import { decodeJpeg } from "@imagenet-v2/decode";
import { type DataFolderOptions, dataFolder } from "@imagenet-v2/fetch";
import { notInstalled } from "@imagenet-v2/storage/internal/node";
import { openFile, writeFileAtomic } from "@imagenet-v2/storage/node";
import { encodeJpeg, thumbnail } from "@imagenet-v2/view";
import type { Crop } from "./crops.ts";
import { type SampleImage, sampleImages } from "./images.ts";

/** The folder that the members lie in. No variant of ImageNetV2 has it, so the two are never confused. */
export const sampleTopDirectory = "imagenet-v2-sample";

const LONG_SIDE = 500;
/** When every member was last changed: the same each time the sample is made. */
const MTIME = new Date("2021-03-01T00:00:00Z");
/** Raise it when the archive is written in another way. */
const FORMAT = 3;

/** Changes whenever an image does, so that an archive made by an earlier version is made anew. */
const edition = createHash("sha1")
  .update(JSON.stringify([FORMAT, sampleImages.map(({ file_name, crop }) => [file_name, crop])]))
  .digest("hex");

export interface SampleOptions extends DataFolderOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * The path of the sample archive, `<dataDir>/downloads/imagenet-v2-sample.tar.gz`; it is made there
 * first if it is missing, in about a second. Its shape is the published archives': a plain pax tar, in
 * spite of its name, with members `<top folder>/<class>/<40 hex>.jpeg`. Its labels are ours: it is for
 * trying things out, and no accuracy may be read off it.
 *
 * @throws IO or DISK_FULL if the data folder cannot be written to: choose another with `dataDir`
 * @throws UNSUPPORTED where the photographs are missing, as in a bundle: mark imagenet-v2 as external
 * @throws the signal's reason when aborted
 */
export async function sampleArchive(options: SampleOptions = {}): Promise<string> {
  const { signal } = options;
  signal?.throwIfAborted();
  const path = join(dataFolder(options), "downloads", `${sampleTopDirectory}.tar.gz`);
  if (!(await isCurrent(path))) await writeFileAtomic(path, await makeArchive(signal));
  return path;
}

/** Whether there is an archive of this edition; one that is there is whole. */
async function isCurrent(path: string): Promise<boolean> {
  try {
    const file = await openFile(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
      return buffer.subarray(0, bytesRead).includes(edition);
    } finally {
      await file.close();
    }
  } catch {
    // Not there or not readable: writing it tells which, and why.
    return false;
  }
}

async function makeArchive(signal: AbortSignal | undefined): Promise<Buffer> {
  // Imported late: bundlers cannot put all of it into an ES module.
  const { pack } = await import("tar-stream").catch((cause: unknown) => {
    throw notInstalled("tar-stream", cause);
  });
  const archive = pack();
  const add = (name: string, pax: Record<string, string>, body = Buffer.alloc(0)) => {
    const type = name === "" || name.endsWith("/") ? "directory" : "file";
    archive.entry({ name: `${sampleTopDirectory}/${name}`, type, mtime: MTIME, pax }, body);
  };
  const pax = { mtime: `${+MTIME / 1000}.0` };
  add("", { comment: edition });
  const folders = new Set<string>();
  for await (const [image, jpeg] of picturesOf(sampleImages, signal)) {
    const folder = dirname(image.file_name);
    if (!folders.has(folder)) add(`${folder}/`, pax);
    folders.add(folder);
    add(image.file_name, pax, Buffer.from(jpeg));
  }
  archive.finalize();
  return buffer(archive);
}

/** The pictures in the given order; each photograph is decoded once. */
async function* picturesOf(
  images: readonly SampleImage[],
  signal: AbortSignal | undefined,
): AsyncGenerator<[SampleImage, Uint8Array]> {
  const decoded = new Map<string, Promise<ImageTensor>>();
  for (const image of images) {
    signal?.throwIfAborted();
    const { path, package: name } = image.photograph;
    const photograph = decoded.get(path) ?? readFile(path).then((b) => decodeJpeg(b, { name }));
    decoded.set(path, photograph);
    const piece = cut(await photograph, image.crop);
    const box = { width: LONG_SIDE, height: LONG_SIDE, fit: "inside" } as const;
    yield [image, await encodeJpeg(await thumbnail(piece, box))];
  }
}

function cut(image: ImageTensor, { left, top, width, height }: Crop): ImageTensor {
  const [, columns, channels] = image.shape;
  const data = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * columns + left) * channels;
    data.set(image.data.subarray(start, start + width * channels), row * width * channels);
  }
  return { data, shape: [height, width, channels], dtype: "uint8" };
}
