import { type Variant, variants } from "@imagenet-v2/core";
import { type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import type { ArchiveFile, FindArchiveOptions } from "../find-archive.ts";
import type * as node from "../platform/node.ts";
import { downloadPath, refuseMachineOptions, sizeOf } from "./places.ts";

/** In a page: the archive that was downloaded into the origin's own files. Only proven bytes get its name there. */
export async function findArchive(
  variant: Variant,
  options: FindArchiveOptions = {},
): Promise<ArchiveFile | undefined> {
  refuseMachineOptions(options);
  options.signal?.throwIfAborted();
  const files = await openOriginFiles();
  if (files === undefined) return undefined;
  try {
    return await findIn(files, variant);
  } finally {
    await files.close();
  }
}

export async function findIn(
  files: OriginFiles,
  variant: Variant,
): Promise<ArchiveFile | undefined> {
  const { bytes, sha256 } = variant.archive;
  const path = downloadPath(variant);
  return (await sizeOf(files, path)) === bytes ? { path, bytes, sha256, variant } : undefined;
}

/** In a page: of a download, which has its name only when it is proven. */
export const knownSha256: typeof node.knownSha256 = async (_, path) => {
  const variant = Object.values(variants).find((each) => downloadPath(each) === path);
  return variant && (await findArchive(variant))?.sha256;
};
