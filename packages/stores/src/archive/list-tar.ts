import { type DatasetSpec, imageNetV2 } from "@imagenet-v2/core";
import type { ByteSource } from "@imagenet-v2/storage";
import { type ArchiveListing, archiveListing } from "./archive-listing.ts";
import { feedWalk } from "./feed-walk.ts";
import { listMembers } from "./members.ts";
import { type ReadWalkOptions, readWalk } from "./read-walk.ts";
import { type Walk, type WalkResult, walkTar } from "./walk.ts";

interface ListTarOptions extends ReadWalkOptions {
  readonly spec?: DatasetSpec | undefined;
}

/**
 * Lists the images of a plain tar, by walking its headers.
 *
 * @param name what the archive is called in messages
 * @throws CORRUPT_ARCHIVE, HOSTILE_ARCHIVE, UNEXPECTED_MEMBER; what the source throws; `signal.reason`
 */
export function listTar(
  tar: Pick<ByteSource, "size" | "read" | "readSync">,
  name: string,
  options: ListTarOptions = {},
): Promise<ArchiveListing> {
  return list(name, tar.size, options.spec, (walk) => readWalk(walk, tar, options));
}

/** The same of a tar that comes from front to back; all of it is taken. */
export function listChunks(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  { size, spec }: { readonly size: number; readonly spec?: DatasetSpec | undefined },
): Promise<ArchiveListing> {
  return list(name, size, spec, (walk) => feedWalk(walk, chunks));
}

async function list(
  name: string,
  size: number,
  given: DatasetSpec | undefined,
  read: (walk: Walk<WalkResult>) => Promise<WalkResult>,
): Promise<ArchiveListing> {
  const spec = given ?? imageNetV2;
  const { entries, notes } = await read(walkTar({ name, size, mostEntries: spec.limits.entries }));
  const { topDirectory, list } = listMembers(entries, name, spec);
  const { images, folders } = list;
  return archiveListing(topDirectory, images, [...notes, ...list.notes], {
    ...{ spec, path: name, folders },
  });
}
