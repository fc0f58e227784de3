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
  options: ReadWalkOptions = {},
): Promise<ArchiveListing> {
  const { entries, notes } = await readWalk(walkTar({ name, size: tar.size }), tar, options);
  const list = listMembers(entries, name);
  return archiveListing(list.topDirectory, list.members, [...notes, ...list.notes]);
}
