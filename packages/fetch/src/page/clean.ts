import { variants } from "@imagenet-v2/core";
import { isFree } from "@imagenet-v2/storage/internal";
import { type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import type { Cleanable, CleanOptions } from "../clean.ts";
import { turnOf } from "./fetch-archive.ts";
import { downloaded, downloadPath, refuseMachineOptions } from "./places.ts";

/** In a page: unfinished downloads that no tab or worker is at and, if asked for, the archives. */
export async function cleanable(options: CleanOptions = {}): Promise<readonly Cleanable[]> {
  return (await withFiles(options, lookAt)) ?? [];
}

/** In a page: removes what {@link cleanable} showed, as far as it still is. */
export async function clean(
  items: readonly Cleanable[],
  options: CleanOptions = {},
): Promise<readonly Cleanable[]> {
  const chosen = new Set(items.map(({ path }) => path));
  const cleaned = await withFiles(options, async (files) => {
    const still = (await lookAt(files, options)).filter(({ path }) => chosen.has(path));
    for (const { path } of still) await files.remove(path);
    return still;
  });
  return cleaned ?? [];
}

async function withFiles<T>(
  options: CleanOptions,
  work: (files: OriginFiles, options: CleanOptions) => Promise<T>,
): Promise<T | undefined> {
  refuseMachineOptions(options);
  const files = await openOriginFiles();
  try {
    return files && (await work(files, options));
  } finally {
    await files?.close();
  }
}

async function lookAt(
  files: OriginFiles,
  { archives = false }: CleanOptions,
): Promise<Cleanable[]> {
  const found: Cleanable[] = [];
  const ours = new Set(Object.values(variants).map(downloadPath));
  for (const [path, bytes] of await downloaded(files)) {
    const [, of, extension = ""] = /^(.+)\.(part|part\.json|room)$/.exec(path) ?? [];
    if (of !== undefined && (await isFree(turnOf(of)))) {
      found.push({ kind: extension === "room" ? "temporary" : "part", path, bytes });
    }
    if (archives && ours.has(path)) found.push({ kind: "archive", path, bytes });
  }
  return found;
}
