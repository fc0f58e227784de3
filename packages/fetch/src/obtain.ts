import { dirname } from "node:path";
import { requireSpace } from "@imagenet-v2/storage/internal/node";
import { makeFolder, withLock } from "@imagenet-v2/storage/node";
import { Part } from "./part.ts";
import { findParts } from "./part-folder.ts";
import { type FillOptions, provenBytes } from "./proven-bytes.ts";
import { rememberVerified, verifiedRecord } from "./verified.ts";
import type { Wanted } from "./wanted.ts";

export interface ObtainOptions extends FillOptions {
  readonly dataDir: string;
  /** Looks for the finished file, which another process may have brought meanwhile. */
  readonly find: () => Promise<string | undefined>;
}

/**
 * Brings a wanted file to its path. Its way there, each step safe to be the last: lock (saves
 * bandwidth), space, part (adopted or new), transfer, sync, checksum of what is on the disk, rename,
 * folder synced, recorded.
 *
 * @returns the path it is at, which may be another if somebody brought it elsewhere meanwhile
 */
export async function obtain(wanted: Wanted, options: ObtainOptions): Promise<string> {
  const { path } = wanted;
  const { reporter, signal, find } = options;
  await makeFolder(dirname(path));
  const onWait = async (lock: string) => {
    const [part] = await findParts(path);
    const note = `Another process is downloading ${wanted.name} (${lock}).`;
    reporter.tell({ phase: "waiting", bytes: part?.bytes ?? 0, note });
    // Only what is recorded: looking properly would hash the file while its writer does so, too.
    const record = await verifiedRecord(options.dataDir, path);
    return record?.sha256 === wanted.sha256 ? path : undefined;
  };
  const onNote = (note: string) => reporter.tell({ note });
  return withLock(path, { signal, onWait, onNote }, async () => {
    return (await find()) ?? (await download(wanted, options));
  });
}

async function download(wanted: Wanted, options: ObtainOptions): Promise<string> {
  const { path } = wanted;
  const { reporter, find } = options;
  const longest = wanted.bytes ?? Number.POSITIVE_INFINITY;
  const part = await Part.take(path, longest, (note) => reporter.tell({ note }));
  try {
    if (wanted.bytes !== undefined) await requireSpace(path, wanted.bytes - part.bytes);
    reporter.tell({ resumedFrom: part.bytes, bytes: part.bytes });
    const { sha256, bytes, blocks, mtimeNs } = await provenBytes(part, wanted, options);
    // Whoever went on without our lock may have been faster.
    const theirs = await find();
    if (theirs !== undefined) {
      await part.discard();
      return theirs;
    }
    await part.publish();
    // The time is that of the bytes that were hashed: if they change after, the record counts no more.
    await rememberVerified(options.dataDir, { path, bytes, mtimeNs, sha256 }, blocks);
    return path;
  } catch (error) {
    await part.release();
    throw error;
  }
}
