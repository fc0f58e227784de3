import { createHash } from "node:crypto";
import { blobSource } from "@imagenet-v2/storage";
import { hashFile } from "@imagenet-v2/storage/node";
import type { ArchivePlace } from "../../archive/open-archive.ts";
import type { Store } from "../../store.ts";

const chunkBytes = 16 * 2 ** 20;

/**
 * SHA-256 of an archive's bytes as they lie, a file's or a Blob's. `undefined` of what lies behind a URL, and
 * of a source of one's own: it may be far, and is not read from front to back for this. In a page it takes
 * minutes, and is always `undefined`.
 *
 * @throws NOT_FOUND, IO, DATA_CHANGED; the signal's reason
 */
export async function archiveDigest(
  store: Store,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { place } = (store.describe?.() ?? {}) as { readonly place?: ArchivePlace };
  if (place === undefined || "url" in place) return undefined;
  if ("blob" in place) return digestBlob(place.blob, signal);
  return (await hashFile(store.info.path, { signal })).sha256;
}

async function digestBlob(blob: Blob, signal: AbortSignal | undefined): Promise<string> {
  const source = blobSource(blob);
  const hash = createHash("sha256");
  for (let at = 0; at < source.size; at += chunkBytes) {
    hash.update(await source.read(at, Math.min(chunkBytes, source.size - at), { signal }));
  }
  return hash.digest("hex");
}
