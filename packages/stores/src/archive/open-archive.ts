import { type DatasetSpec, ImageNetV2Error } from "@imagenet-v2/core";
import { isBlob, kindOf } from "@imagenet-v2/core/internal";
import type { Environment } from "@imagenet-v2/fetch";
import { type ByteSource, blobSource, httpSource } from "@imagenet-v2/storage";
import { shownUrl } from "@imagenet-v2/storage/internal";
import { filePath, openArchiveFile, openFileAgain, openKept, openOriginAgain } from "#platform";
import type { OriginPlace } from "../platform/browser/origin-source.ts";
import type { FilePlace } from "./archive-file.ts";
import { type ArchiveIndex, listingOfIndex } from "./archive-index.ts";
import type { ArchiveInput } from "./archive-input.ts";
import { checkIsTar, gzipInPlace, isGzip } from "./archive-kind.ts";
import type { ArchiveListing } from "./archive-listing.ts";
import { listTar } from "./list-tar.ts";
import { ownSource } from "./own-source.ts";
import { BLOCK } from "./tar-header.ts";
import { webUrl } from "./web-url.ts";

export interface OpenArchiveOptions {
  readonly spec?: DatasetSpec | undefined;
  readonly dataDir?: string | undefined;
  readonly env?: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether a page keeps a copy. */
  readonly keep?: boolean | undefined;
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
}

/** How far the reading of an archive is. */
export interface ArchiveProgress {
  readonly bytes: number;
  readonly total: number;
  /** What else there is to say: that another tab is waited for, or why a page keeps no copy. */
  readonly note?: string | undefined;
}

/** From where a plain tar can be opened again, also in another thread: it survives `postMessage`. */
export type ArchivePlace =
  | FilePlace
  | OriginPlace
  | { readonly blob: Blob; readonly name: string }
  | { readonly url: string; readonly size: number; readonly identity: string | undefined };

/** A plain tar, open, and where its images lie. */
export interface OpenArchive {
  readonly tar: ByteSource;
  readonly listing: ArchiveListing;
  /** Whether the listing is from an index that travelled, and not from the archive itself. */
  readonly isIndexGiven: boolean;
  /** What messages call the archive. */
  readonly name: string;
  /** The archive's absolute path, where it has one; else its name. */
  readonly path: string;
  /** Of the archive as it lies, packed or not. */
  readonly bytes: number;
  /** Of the plain tar, if it is known. */
  readonly sha256?: string | undefined;
  /** Not of a source of the caller's own, which stays the caller's to close, nor of a Blob that cannot be sent. */
  readonly place?: ArchivePlace | undefined;
}

/**
 * Opens an archive, and finds out where its images lie: by the index that is given, else by its headers.
 *
 * @throws UNSUPPORTED for a URL without an index, and for gzip data that is not a file on this machine
 * @throws what {@link openArchiveFile} and the source throw
 */
export async function openArchive(
  archive: ArchiveInput,
  index: ArchiveIndex | undefined,
  options: OpenArchiveOptions,
): Promise<OpenArchive> {
  const file = filePath(archive);
  if (file !== undefined) return openArchiveFile(file, index, options);
  const kept =
    isBlob(archive) && index === undefined ? await openKept(archive, options) : undefined;
  if (kept !== undefined) return kept;
  const { tar, place } = await openSource(archive, index, options.signal);
  const { name, size: bytes } = tar;
  try {
    const listing =
      index === undefined
        ? await listSource(tar, options)
        : await listingOfIndex(index, { name, size: bytes }, options.spec);
    const isIndexGiven = index !== undefined;
    return { tar, listing, isIndexGiven, name, path: name, bytes, place };
  } catch (error) {
    if (place !== undefined) await tar.close?.();
    throw error;
  }
}

/** @throws DATA_CHANGED if it is no longer what it was */
export async function openAgain(place: ArchivePlace): Promise<ByteSource> {
  if ("path" in place) return openFileAgain(place);
  if ("origin" in place) return openOriginAgain(place);
  if ("blob" in place) return blobSource(place.blob, { name: place.name });
  const source = await httpSource(place.url);
  if (source.size === place.size && source.identity === place.identity) return source;
  throw new ImageNetV2Error(
    "DATA_CHANGED",
    `${source.name}: not the file that was opened before.`,
    { path: source.name },
    { hint: "Open it again." },
  );
}

async function openSource(
  archive: ArchiveInput,
  index: ArchiveIndex | undefined,
  signal: AbortSignal | undefined,
): Promise<{ tar: ByteSource; place?: ArchivePlace }> {
  if (typeof archive === "string" || kindOf(archive) === "URL") {
    const url = webUrl(archive as string | URL, "archive").href;
    if (index === undefined) throw indexNeeded(url);
    const tar = await httpSource(url, { signal });
    return { tar, place: { url, size: tar.size, identity: tar.identity } };
  }
  if (isBlob(archive)) {
    const tar = blobSource(archive);
    return isSendable(archive) ? { tar, place: { blob: archive, name: tar.name } } : { tar };
  }
  return { tar: ownSource(archive as ByteSource) };
}

/** Walking headers over HTTP is 10,000 requests, each of which waits for the one before. */
function indexNeeded(url: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `${shownUrl(url)}: an archive behind a URL can only be read with its index.`,
    { feature: "archives behind a URL without an index" },
    {
      hint: "Make one of a copy (`ArchiveStore.index()`) and give it as `index`; or download the archive and open the file.",
    },
  );
}

/** Browsers send every Blob to a thread; Node sends none that is a file's. */
function isSendable(blob: Blob): boolean {
  try {
    structuredClone(blob);
    return true;
  } catch {
    return false;
  }
}

async function listSource(tar: ByteSource, options: OpenArchiveOptions): Promise<ArchiveListing> {
  const { signal } = options;
  const first = await tar.read(0, Math.min(BLOCK, tar.size), { signal });
  if (isGzip(first)) throw gzipInPlace(tar.name);
  checkIsTar(tar.name, first, tar.size, options.spec);
  return listTar(tar, tar.name, options);
}
