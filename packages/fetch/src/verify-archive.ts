import { ImageNetV2Error, type Variant } from "@imagenet-v2/core";
import { BLOCK_BYTES } from "@imagenet-v2/storage/internal/node";
import { dataFolder } from "./data-folder.ts";
import { archivePlaces, type FindArchiveOptions, findArchive, sizeOf } from "./find-archive.ts";
import { verifiedBlocks } from "./verified.ts";
import { rehash } from "./verify-file.ts";

/** Bytes of a file: from the first to the one before `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What became of an archive since it was known to be right. */
export interface ArchiveReport {
  readonly path: string;
  readonly variant: Variant;
  readonly bytes: number;
  /** Of the bytes as they are now. */
  readonly sha256: string;
  /** Whether these are the published bytes. */
  readonly valid: boolean;
  /**
   * Where it is damaged, to the block of 4 KiB, in terms of the right archive; missing bytes at its
   * end included. Undefined where this cannot be told: the archive was never whole here, or so
   * little of it is left that this is another file in its place.
   */
  readonly damaged: readonly ByteRange[] | undefined;
}

export interface VerifyArchiveOptions extends FindArchiveOptions {
  /** The archive to look at. Default: the one that {@link findArchive} gives, else what lies in its place. */
  readonly path?: string | undefined;
}

/**
 * Hashes an archive, whatever is recorded of it, and tells whether its bytes are the published ones
 * and where they are not.
 *
 * @throws NOT_PREPARED if there is none, NOT_FOUND, NOT_A_FILE if there is none at `path`; IO; `signal.reason` when aborted
 */
export async function verifyArchive(
  variant: Variant,
  options: VerifyArchiveOptions = {},
): Promise<ArchiveReport> {
  const dataDir = dataFolder(options);
  const { signal, onProgress } = options;
  const { archive } = variant;
  const path = options.path ?? (await present(variant, options));
  // Read first: the record of a damaged file must not be taken for that of the whole one.
  const right = await verifiedBlocks(dataDir, path, archive);
  const { bytes, sha256, blocks } = await rehash(path, {
    dataDir,
    sha256: archive.sha256,
    signal,
    onProgress,
  });
  const valid = sha256 === archive.sha256;
  const damaged = valid ? [] : right && damage(blocks, right, archive.bytes);
  return { path, variant, bytes, sha256, valid, damaged };
}

/** The archive that would be used, or else a file in a place where one belongs. */
async function present(variant: Variant, options: FindArchiveOptions): Promise<string> {
  const found = await findArchive(variant, options);
  if (found !== undefined) return found.path;
  const searched = archivePlaces(variant, options);
  for (const path of searched) {
    if ((await sizeOf(path)) !== undefined) return path;
  }
  throw new ImageNetV2Error(
    "NOT_PREPARED",
    `${variant.archive.fileName} is not on this machine.`,
    { dataset: variant.name, searched },
    { hint: "Download it first: imagenet-v2 download." },
  );
}

/** Less than this share of an archive as it was, and it is no damage. */
const LEAST_LEFT = 0.1;

function damage(actual: Uint32Array, right: Uint32Array, bytes: number): ByteRange[] | undefined {
  const ranges = difference(actual, right, bytes);
  const lost = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return lost > (1 - LEAST_LEFT) * bytes ? undefined : ranges;
}

/** The blocks that differ, neighbours joined, none behind the end of the right file. */
function difference(actual: Uint32Array, right: Uint32Array, bytes: number): ByteRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const [i, block] of right.entries()) {
    if (actual[i] === block) continue;
    const from = i * BLOCK_BYTES;
    const to = Math.min(from + BLOCK_BYTES, bytes);
    const last = ranges.at(-1);
    if (last?.to === from) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges;
}
