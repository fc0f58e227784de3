import { variantOfTopDirectory } from "@imagenet-v2/core";
import { takingTurns } from "@imagenet-v2/storage/internal";
import type { StampedFile } from "@imagenet-v2/storage/node";
import { inStorageOrder, summarize } from "../archive-summary.ts";
import type { ArchiveIndex } from "./archive-index.ts";
import { fileSource } from "./file-source.ts";
import { listMembers } from "./members.ts";
import { type TarEntry, walkTar } from "./walk.ts";

/**
 * What an index tells of a plain tar, by walking its headers. The reads block, which is 14 times faster
 * than waiting for each; now and then others get their turn, and `signal` is heard.
 *
 * @param path what the archive is called in messages
 * @throws CORRUPT_ARCHIVE, HOSTILE_ARCHIVE, UNEXPECTED_MEMBER, `signal.reason`
 */
export async function indexTar(
  tar: StampedFile,
  path: string,
  signal?: AbortSignal | undefined,
): Promise<Omit<ArchiveIndex, "path" | "stamp">> {
  const entries: TarEntry[] = [];
  const notes: string[] = [];
  const turn = takingTurns(signal);
  const source = fileSource(tar.fd, path, tar.stamp.bytes);
  for (const entry of walkTar(source, (note) => notes.push(note))) {
    entries.push(entry);
    await turn();
  }
  const { topDirectory, ...list } = listMembers(entries, path);
  const members = inStorageOrder(list.members);
  const facts = await summarize(members, variantOfTopDirectory(topDirectory ?? "")?.name);
  const offsets = members.map(({ offset }) => offset);
  return { topDirectory, ...facts, offsets, notes: [...notes, ...list.notes] };
}
