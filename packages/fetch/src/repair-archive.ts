import { constants } from "node:fs";
import { crc32 } from "node:zlib";
import { ImageNetV2Error, isImageNetV2Error, type Variant } from "@imagenet-v2/core";
import { BLOCK_BYTES, ioError } from "@imagenet-v2/storage/internal/node";
import { openFile, withLock } from "@imagenet-v2/storage/node";
import { downloadPath } from "./cache-names.ts";
import { dataFolder } from "./data-folder.ts";
import { fetchArchive } from "./fetch-archive.ts";
import { httpGet } from "./http/http-get.ts";
import { authorizationFor } from "./http/token.ts";
import { type FetchArchiveOptions, isOffline, parseArchiveOptions } from "./options.ts";
import { mayHelp } from "./proven-bytes.ts";
import { Reporter } from "./reporter.ts";
import { Segment } from "./segment.ts";
import { archiveSources, endpointOf } from "./sources.ts";
import { NoRanges, type TransferOptions, transfer } from "./transfer.ts";
import { verifiedBlocks } from "./verified.ts";
import { type ArchiveReport, type ByteRange, verifyArchive } from "./verify-archive.ts";
import type { Wanted } from "./wanted.ts";

/** Fetched at once. */
const PIECE_BYTES = 16 * 1024 * 1024;

export interface RepairArchiveOptions extends FetchArchiveOptions {
  /** The archive to repair, in place. Default: as in {@link verifyArchive}. */
  readonly path?: string | undefined;
}

export interface RepairReport extends ArchiveReport {
  /** What was wrong before. */
  readonly before: ArchiveReport;
  /** Bytes that were fetched. */
  readonly fetched: number;
}

/**
 * Makes a damaged archive whole again by fetching what is damaged and nothing else, told by the blocks
 * recorded when it was whole. Each piece is held against them before it is written. What cannot be
 * mended so (the archive was never whole here, or the server gives no ranges) is downloaded anew, if
 * it is the data folder's own copy.
 *
 * @throws CHECKSUM_MISMATCH if it cannot be mended and is not ours to replace; else as fetchArchive
 */
export async function repairArchive(
  variant: Variant,
  options: RepairArchiveOptions = {},
): Promise<RepairReport> {
  const { path: given, ...rest } = options;
  const parsed = parseArchiveOptions(rest, "repairArchive");
  const { env = process.env, signal, onProgress, retries, stallTimeout, ca } = parsed;
  const { fileName: name, sha256, bytes } = variant.archive;
  const dataDir = dataFolder(parsed);
  const places = { dataDir, env, signal, onProgress };
  const before = await verifyArchive(variant, { ...places, path: given });
  if (before.valid) return { ...before, before, fetched: 0 };
  if (isOffline(parsed.offline, env)) throw beyondRepair(before, "offline nothing is fetched");

  const { path, damaged } = before;
  const sources = archiveSources(variant, parsed, env);
  const get = httpGet({ authorization: authorizationFor(endpointOf(env), env), ca });
  const reporter = new Reporter(bytes, onProgress);
  const wanted = { name, sha256, bytes, path, sources, isArchive: true };
  const transferOptions = { get, retries, stallTimeout, signal, reporter };
  let fetched = 0;
  if (damaged !== undefined) {
    const right = (await verifiedBlocks(dataDir, path, variant.archive)) as Uint32Array;
    fetched = await withLock(path, { signal }, () =>
      mend(wanted, pieces(damaged), right, transferOptions),
    );
    const after = await verifyArchive(variant, { ...places, path });
    if (after.valid) return { ...after, before, fetched };
  }
  if (path !== downloadPath(dataDir, variant)) {
    throw beyondRepair(before, "it is not the data folder's own copy, which alone is replaced");
  }
  const file = await fetchArchive(variant, parsed);
  return { ...file, valid: true, damaged: [], before, fetched: fetched + file.bytes };
}

/** @returns how many bytes were fetched */
async function mend(
  wanted: Wanted & { readonly bytes: number },
  ranges: readonly ByteRange[],
  right: Uint32Array,
  options: TransferOptions,
): Promise<number> {
  const { path, bytes } = wanted;
  let fetched = 0;
  try {
    const file = await openFile(path, constants.O_RDWR);
    try {
      for (const { from, to } of ranges) {
        const content = await fetchRange(wanted, { from, to }, options);
        fetched += content?.length ?? 0;
        if (content === undefined || !matches(content, from, right)) return fetched;
        await file.write(content, 0, content.length, from);
      }
      await file.truncate(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw ioError(error, path);
  }
  return fetched;
}

/** @returns undefined where no source gives ranges */
async function fetchRange(
  wanted: Wanted,
  { from, to }: ByteRange,
  options: TransferOptions,
): Promise<Buffer | undefined> {
  let sources = wanted.sources;
  for (;;) {
    const [source, ...others] = sources;
    if (source === undefined) return undefined;
    const segment = new Segment(from, to);
    try {
      await transfer(segment, source, wanted, options);
      return Buffer.concat(segment.chunks);
    } catch (error) {
      if (error instanceof NoRanges) return undefined;
      sources = others.filter((other) => mayHelp(error, source, other));
      if (sources.length === 0 || !isImageNetV2Error(error)) throw error;
    }
  }
}

/** Whether fetched blocks are those that were recorded. `from` is the beginning of one. */
function matches(content: Buffer, from: number, right: Uint32Array): boolean {
  for (let at = 0; at < content.length; at += BLOCK_BYTES) {
    const block = crc32(content.subarray(at, at + BLOCK_BYTES));
    if (right[(from + at) / BLOCK_BYTES] !== block) return false;
  }
  return true;
}

/** Damaged ranges in pieces that fit into memory. */
function pieces(ranges: readonly ByteRange[]): ByteRange[] {
  return ranges.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from) / PIECE_BYTES) }, (_, i) => ({
      from: from + i * PIECE_BYTES,
      to: Math.min(from + (i + 1) * PIECE_BYTES, to),
    })),
  );
}

function beyondRepair({ path, sha256, variant }: ArchiveReport, why: string): ImageNetV2Error {
  const { archive } = variant;
  return new ImageNetV2Error(
    "CHECKSUM_MISMATCH",
    `${path}: expected sha256 ${archive.sha256}, got ${sha256}; ${why}.`,
    { path, expected: archive.sha256, actual: sha256 },
    { hint: "Download the archive again, or copy it from where it is whole." },
  );
}
