import { type DatasetSpec, imageNetV2 } from "@imagenet-v2/core";
import type { ByteSource } from "@imagenet-v2/storage";
import { type ArchiveListing, archiveListing } from "./archive-listing.ts";
import { listMembers } from "./members.ts";
import { type ReadWalkOptions, readWalk } from "./read-walk.ts";
import { walkTar } from "./walk.ts";

/**
 * Lists the images of a plain tar, by walking its headers.
 *
 * @param name what the archive is called in messages
 * @throws CORRUPT_ARCHIVE, HOSTILE_ARCHIVE, UNEXPECTED_MEMBER; what the source throws; `signal.reason`
 */
export async function listTar(
  tar: Pick<ByteSource, "size" | "read" | "readSync">,
  name: string,
  options: ReadWalkOptions & { readonly spec?: DatasetSpec | undefined } = {},
): Promise<ArchiveListing> {
  const { spec = imageNetV2 } = options;
  const walk = walkTar({ name, size: tar.size, mostEntries: spec.limits.entries });
  const { entries, notes } = await readWalk(walk, tar, options);
  const { topDirectory, list } = listMembers(entries, name, spec);
  const { images, folders } = list;
  return archiveListing(topDirectory, images, [...notes, ...list.notes], {
    ...{ spec, path: name, folders },
  });
}
