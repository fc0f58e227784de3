import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { isImageError } from "@imagenet-v2/core";
import { abortSignal, parseOptions } from "@imagenet-v2/core/internal";
import { createFolderAtomic } from "@imagenet-v2/storage/node";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";
import { pageFolder } from "../built.ts";
import type { Documents, Making } from "../documents.ts";
import { type ExploredOptions, explored, exploredShape } from "../explored.ts";
import { originalName } from "../original-name.ts";
import { pageFiles } from "../server/page-files.ts";
import { makeThumbnail } from "../server/pictures.ts";
import { writeMarker } from "./marker.ts";
import { requireReplaceable } from "./replaceable.ts";
import { documentScript, exportedHtml } from "./scripts.ts";

export interface ExportOptions extends ExploredOptions {
  /**
   * Replaces an export that is there already, if it holds nothing but what it wrote; anything else is never
   * touched.
   * @default false
   */
  readonly overwrite?: boolean | undefined;
  /** Writes the stored pictures too, not only thumbnails. @default false */
  readonly originals?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
}

export interface ExportProgress extends Making {
  readonly stage: "sizes" | "measures" | "pictures";
}

const exportOptions = z.strictObject({
  ...exploredShape,
  overwrite: z.boolean().default(false),
  originals: z.boolean().default(false),
  signal: abortSignal.default(() => new AbortController().signal),
  onProgress: z.custom<NonNullable<ExportOptions["onProgress"]>>().default(() => () => {}),
});

/**
 * Writes the explorer as files, for any web server or to be opened from disk: the page, what it is
 * told, and a thumbnail of each image (about 10 kB each). Built beside `folder` and renamed: it is
 * seen whole or not at all.
 *
 * @returns the names of images that cannot be decoded; each has a mark in its place
 * @throws INVALID_OPTION if there is something at `folder`, unless it is an export, nothing was added to or
 *   changed in it, and `overwrite` is given; DISK_FULL, IO; what reading the images throws; the signal's reason
 * @throws UNSUPPORTED where the page is missing, as in a bundle: mark imagenet-v2 as external
 */
export async function exportExplorer(
  folder: string,
  options: ExportOptions,
): Promise<{ readonly skipped: readonly string[] }> {
  const resolved = parseOptions(exportOptions, options, "exportExplorer");
  const { signal, originals, overwrite, onProgress } = resolved;
  const path = resolve(folder);
  const requireFree = () => requireReplaceable(path, overwrite);
  const told = (stage: ExportProgress["stage"]) => (making: Making) =>
    onProgress({ stage, ...making });
  signal.throwIfAborted();
  await requireFree();
  // What takes minutes comes first: a folder in the making is written to all the time.
  const { contents, predictions: said, studies } = explored(resolved, { signal, originals });
  const { index, classes, store } = contents;
  const sizes = await studies.sizes.result(told("sizes"));
  const { measures, duplicates } = await studies.pixels.result(told("measures"));
  const predictions = await said.result();
  const documents: Documents = { index, classes, sizes, measures, duplicates, predictions };
  await createFolderAtomic(
    path,
    async (site) => {
      await writePage(site);
      await writeDocuments(site, documents);
      await writePictures(site, store, index.index, { originals, signal }, told("pictures"));
      await writeMarker(site);
    },
    async () => {
      await requireFree();
      return false;
    },
  );
  const damaged = new Set([...sizes.damaged, ...measures.damaged].map((image) => image.index));
  return { skipped: Array.from(damaged, (each) => store.fileName(each)) };
}

async function writePage(site: string): Promise<void> {
  for (const [file] of Object.values(pageFiles)) {
    await copyFile(new URL(file, pageFolder()), join(site, file));
  }
  const html = join(site, "index.html");
  await writeFile(html, exportedHtml(await readFile(html, "utf8")));
}

async function writeDocuments(site: string, documents: Documents): Promise<void> {
  await mkdir(join(site, "documents"));
  for (const [name, value] of Object.entries(documents)) {
    await writeFile(join(site, "documents", `${name}.js`), documentScript(name, value));
  }
}

interface PictureOptions {
  readonly originals: boolean;
  readonly signal: AbortSignal;
}

async function writePictures(
  site: string,
  store: Store,
  indices: readonly number[],
  { originals, signal }: PictureOptions,
  onProgress: (progress: Making) => void,
): Promise<void> {
  await mkdir(join(site, "thumbnails"));
  if (originals) await mkdir(join(site, "images"));
  let done = 0;
  const waiting = indices.values();
  const run = async () => {
    for (const index of waiting) {
      const name = store.fileName(index);
      const stored = await store.read(index, { signal });
      if (originals) await writeFile(join(site, "images", originalName(index, name)), stored);
      const thumbnail = await makeThumbnail(stored, name).catch(nothingIfDamaged);
      if (thumbnail !== undefined) {
        await writeFile(join(site, "thumbnails", `${index}.jpeg`), thumbnail);
      }
      onProgress({ done: ++done, total: indices.length });
    }
  };
  const runs = await Promise.allSettled(Array.from({ length: availableParallelism() + 1 }, run));
  for (const each of runs) if (each.status === "rejected") throw each.reason;
}

/** The page marks the images that `sizes` and `measures` name as damaged. */
function nothingIfDamaged(error: unknown): undefined {
  if (!isImageError(error)) throw error;
}
