import { variantOfTopDirectory } from "@imagenet-v2/core";
import {
  type ArchiveSummary,
  type ImagesAt,
  inStorageOrder,
  type Member,
  summarize,
} from "../archive-summary.ts";

/** Where the images of an archive lie: all that its headers tell. Lists are in storage order. */
export interface ArchiveListing extends ArchiveSummary {
  readonly topDirectory?: string | undefined;
  /** Of each image's first byte, in the plain tar. */
  readonly offsets: readonly number[];
}

/** An image that was found in an archive. */
export interface ArchiveMember extends Member {
  readonly offset: number;
}

/** What images that were found in any order tell together. */
export async function archiveListing(
  topDirectory: string | undefined,
  found: readonly ArchiveMember[],
  notes: readonly string[],
  at: Omit<ImagesAt, "named">,
): Promise<ArchiveListing> {
  const members = inStorageOrder(found, at.spec);
  const named = variantOfTopDirectory(topDirectory ?? "")?.name;
  const facts = await summarize(members, { ...at, named });
  return {
    ...facts,
    topDirectory,
    offsets: members.map(({ offset }) => offset),
    // Those of an index are in both.
    notes: [...new Set([...notes, ...facts.notes])],
  };
}
