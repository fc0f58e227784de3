import { dirname } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { requireSpace } from "@imagenet-v2/storage/internal/node";
import { makeFolder, withLock } from "@imagenet-v2/storage/node";
import { shown } from "./http/url.ts";
import { transferParallel } from "./parallel.ts";
import { Part } from "./part.ts";
import { findParts } from "./part-folder.ts";
import { type TransferOptions, transfer } from "./transfer.ts";
import { rememberVerified, verifiedRecord } from "./verified.ts";
import { type Wanted, wrongChecksum } from "./wanted.ts";

export interface ObtainOptions extends TransferOptions {
  readonly dataDir: string;
  readonly connections: number;
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
    const { sha256, bytes, blocks, mtimeNs } = await verifiedBytes(part, wanted, options);
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

/**
 * Fills the part from one source after the other until its checksum is right. Wrong bytes get one
 * clean retry: from the next source, or from the only one.
 */
async function verifiedBytes(part: Part, wanted: Wanted, options: ObtainOptions) {
  const { reporter } = options;
  let sources = [...wanted.sources];
  let mismatches = 0;
  for (;;) {
    const [source, ...others] = sources as [URL, ...URL[]];
    try {
      await transferOver(options.connections, part, source, wanted, options);
      const result = await part.finish({
        signal: options.signal,
        onProgress: ({ bytes }) => reporter.tell({ phase: "checking", bytes }),
      });
      if (result.sha256 === wanted.sha256) return result;
      const error = wrongChecksum(wanted, shown(source), result, await part.head());
      await part.restart();
      mismatches += 1;
      if (mismatches === 1 && others.length === 0) {
        reporter.tell({ phase: "retrying", bytes: 0, note: `${error.message} Starting over.` });
        continue;
      }
      throw error;
    } catch (error) {
      sources = others.filter((other) => mayHelp(error, source, other));
      const [next] = sources;
      if (next === undefined) throw error;
      const note = `${(error as Error).message} Trying ${shown(next)}.`;
      reporter.tell({ phase: "retrying", bytes: part.bytes, note });
    }
  }
}

async function transferOver(
  connections: number,
  part: Part,
  source: URL,
  wanted: Wanted,
  options: TransferOptions,
): Promise<void> {
  const { bytes } = wanted;
  if (connections === 1 || bytes === undefined) return transfer(part, source, wanted, options);
  return transferParallel(part, source, { ...wanted, bytes }, connections, options);
}

/** Whether another source may do better where one failed. */
export function mayHelp(error: unknown, failed: URL, other: URL): boolean {
  const sameServer = other.origin === failed.origin;
  if (isImageNetV2Error(error, "HTTP_STATUS")) {
    return !sameServer || error.status === 404 || error.status === 410;
  }
  if (isImageNetV2Error(error, "NETWORK")) return !sameServer;
  return (
    isImageNetV2Error(error, "SIZE_MISMATCH") ||
    isImageNetV2Error(error, "CHECKSUM_MISMATCH") ||
    isImageNetV2Error(error, "NOT_AN_ARCHIVE")
  );
}
