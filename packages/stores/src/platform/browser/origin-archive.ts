import { imageNetV2 } from "@imagenet-v2/core";
import { knownSha256 } from "@imagenet-v2/fetch/internal";
import type { ByteSource } from "@imagenet-v2/storage";
import { noFiles } from "@imagenet-v2/storage/internal";
import { type OriginFiles, openOriginFiles } from "@imagenet-v2/storage/opfs";
import { type ArchiveIndex, listingOfIndex } from "../../archive/archive-index.ts";
import { checkIsTar, gzipInPlace, isGzip } from "../../archive/archive-kind.ts";
import type { ArchiveListing } from "../../archive/archive-listing.ts";
import type { OpenArchive, OpenArchiveOptions } from "../../archive/open-archive.ts";
import { BLOCK } from "../../archive/tar-header.ts";
import { type ListOptions, listOrigin, readKept } from "./kept-archive.ts";
import { openOriginSource } from "./origin-source.ts";

/**
 * Opens an archive among the origin's files, by an index that travelled, else by what is kept of it; else walks its
 * headers, and keeps what they tell.
 *
 * @throws UNSUPPORTED where the origin has no files; NOT_FOUND, IO; NOT_AN_ARCHIVE and what else is wrong with it
 */
export async function openOriginArchive(
  path: string,
  given: ArchiveIndex | undefined,
  options: OpenArchiveOptions,
): Promise<OpenArchive> {
  options.signal?.throwIfAborted();
  if (/^file:/i.test(path)) throw noFiles(path);
  const files = await openOriginFiles();
  if (files === undefined) throw noFiles(path);
  try {
    const tar = await openOriginSource(path);
    try {
      const { identity, size: bytes } = tar;
      const spec = options.spec ?? imageNetV2;
      // Of what was downloaded.
      const sha256 = await knownSha256("", path);
      const listing =
        given === undefined
          ? await listingAt(files, path, tar, { ...options, spec })
          : await listingOfIndex(given, { name: path, size: bytes, sha256 }, spec);
      const place = { origin: path, name: path, identity };
      const facts = { listing, isIndexGiven: given !== undefined, sha256, place };
      return { tar, name: path, path, bytes, ...facts };
    } catch (error) {
      await tar.close?.();
      throw error;
    }
  } finally {
    await files.close();
  }
}

async function listingAt(
  files: OriginFiles,
  path: string,
  tar: ByteSource,
  options: ListOptions,
): Promise<ArchiveListing> {
  const kept = await readKept(files, path, tar);
  if (kept?.specKey === options.spec.key) return kept;
  const first = await tar.read(0, Math.min(BLOCK, tar.size), options);
  if (isGzip(first)) throw gzipInPlace(path);
  checkIsTar(path, first, tar.size, options.spec);
  return listOrigin(files, path, tar, options);
}
