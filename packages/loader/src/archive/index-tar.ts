import { setImmediate } from "node:timers/promises";
import { storageOrder } from "@imagenet-v2/core";
import { serializedLength } from "../example-size.ts";
import type { StampedFile } from "../stamped-file.ts";
import { matchNames } from "../stores/provenance.ts";
import type { ArchiveIndex } from "./archive-index.ts";
import { fileSource } from "./file-source.ts";
import { type ArchiveMember, MemberList } from "./members.ts";
import { walkTar } from "./walk.ts";

/** How long the walk may keep others waiting, in milliseconds. */
const TURN = 10;

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
  const list = new MemberList(path);
  let turn = performance.now() + TURN;
  for (const entry of walkTar(fileSource(tar.fd, path, tar.stamp.bytes))) {
    list.add(entry);
    if (performance.now() < turn) continue;
    await setImmediate();
    signal?.throwIfAborted();
    turn = performance.now() + TURN;
  }
  const { topDirectory } = list;
  const members = inStorageOrder(list.members);
  const fileNames = members.map(({ fileName }) => fileName);
  return {
    topDirectory,
    ...(await matchNames(fileNames, topDirectory)),
    numBytes: members.reduce(
      (sum, { fileName, size }) => sum + serializedLength(fileName, size),
      0,
    ),
    fileNames,
    offsets: members.map(({ offset }) => offset),
    sizes: members.map(({ size }) => size),
  };
}

function inStorageOrder(members: readonly ArchiveMember[]): ArchiveMember[] {
  const order = storageOrder(members.map(({ fileName }) => fileName));
  return Array.from(order, (i) => members[i] as ArchiveMember);
}
