import type { DatasetSpec } from "@imagenet-v2/core";
import { digest } from "@imagenet-v2/core/internal";
import type { ByteSource } from "@imagenet-v2/storage";
import { checkedText, valueOfChecked } from "@imagenet-v2/storage/internal";
import type { OriginFiles } from "@imagenet-v2/storage/opfs";
import type { ArchiveListing } from "../../archive/archive-listing.ts";
import { listTar } from "../../archive/list-tar.ts";
import type { ReadWalkOptions } from "../../archive/read-walk.ts";

/** Thirty times as many as the index of ten thousand images has. */
const mostBytes = 64 * 2 ** 20;

/** What is found out about an archive among the origin's files once. Written last, it says that the archive is whole. */
interface KeptArchive extends ArchiveListing {
  /** Of the plain tar. */
  readonly path: string;
  /** Of the file that it was found out of. */
  readonly identity: string | undefined;
}

export type ListOptions = ReadWalkOptions & { readonly spec: DatasetSpec };

/** Where it lies what is known of the archive at a path. */
export function keptPath(path: string): string {
  return `index/archive-v1-${digest(path).slice(0, 32)}.json`;
}

/** What is known of a tar. `undefined` where there is nothing, it is not whole, or of another file. */
export async function readKept(
  files: OriginFiles,
  path: string,
  { identity }: Pick<ByteSource, "identity">,
): Promise<ArchiveListing | undefined> {
  try {
    const file = await files.open(keptPath(path), "read");
    const bytes = file.size > mostBytes ? undefined : await file.read(0, file.size);
    await file.close();
    const kept = valueOfChecked(new TextDecoder().decode(bytes), digest) as KeptArchive | undefined;
    return kept?.path === path && kept.identity === identity ? kept : undefined;
  } catch {
    // It can always be found out again.
    return undefined;
  }
}

/** @throws DISK_FULL, IO */
export async function writeKept(files: OriginFiles, kept: KeptArchive): Promise<void> {
  const path = keptPath(kept.path);
  const part = `${path}.part`;
  const file = await files.open(part, "write");
  try {
    await file.truncate(0);
    await file.write(0, new TextEncoder().encode(checkedText(kept, digest)));
    await file.flush();
  } finally {
    await file.close();
  }
  await files.rename(part, path);
}

/** Walks a tar among the origin's files, and keeps what it tells, if there is room. */
export async function listOrigin(
  files: OriginFiles,
  path: string,
  tar: ByteSource,
  options: ListOptions,
): Promise<ArchiveListing> {
  const listing = await listTar(tar, tar.name, options);
  await writeKept(files, { ...listing, path, identity: tar.identity }).catch(() => {});
  return listing;
}
