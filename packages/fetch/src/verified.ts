import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import {
  BLOCK_BYTES,
  fileError,
  keptPath,
  readCheckedJson,
  writeCheckedJson,
} from "@imagenet-v2/storage/internal/node";
import { readSmallFile, writeFileAtomic } from "@imagenet-v2/storage/node";
import * as z from "zod";

/**
 * What is known of a file that was hashed: its checksum, and by which size and time of change to see
 * that it is still the same file. The record lies in the data folder's `index/`, also for files
 * elsewhere, since nothing is written beside a user's own file.
 */
export interface VerifiedRecord {
  readonly path: string;
  readonly bytes: number;
  /** Nanoseconds since 1970, in decimal. */
  readonly mtimeNs: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

const recordSchema = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  mtimeNs: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The paths of a file's record: what is known of the whole, and the CRC-32 of each block. */
async function recordPaths(dataDir: string, path: string): Promise<{ json: string; crc: string }> {
  const json = keptPath(dataDir, "verified-v1", await realpath(path));
  return { json, crc: json.replace(/json$/, "crc32") };
}

/**
 * The file as it is now, in the terms of a record.
 *
 * @throws NOT_FOUND, IO
 */
export async function fileState(path: string): Promise<{ bytes: number; mtimeNs: string }> {
  try {
    const { size, mtimeNs } = await stat(path, { bigint: true });
    return { bytes: Number(size), mtimeNs: String(mtimeNs) };
  } catch (error) {
    throw fileError(error, path);
  }
}

/** A record is a path, a checksum and two numbers. */
const mostRecordBytes = 64 * 1024;

/** The record of a file that has not changed since it was verified. A damaged record counts as none. */
export async function verifiedRecord(
  dataDir: string,
  path: string,
): Promise<VerifiedRecord | undefined> {
  try {
    const { json } = await recordPaths(dataDir, path);
    const record = recordSchema.parse(await readCheckedJson(json, { limit: mostRecordBytes }));
    const now = await fileState(path);
    const same = now.bytes === record.bytes && now.mtimeNs === record.mtimeNs;
    return same ? record : undefined;
  } catch {
    return undefined;
  }
}

/** What a file is known to hash to, unless it changed since; undefined where nobody has looked. */
export async function knownSha256(dataDir: string, path: string): Promise<string | undefined> {
  return (await verifiedRecord(dataDir, path))?.sha256;
}

/**
 * The CRC-32 of each 4 KiB of a file as it was when it was last known to have this checksum, whether or
 * not it changed since.
 */
export async function verifiedBlocks(
  dataDir: string,
  path: string,
  { sha256, bytes }: { readonly sha256: string; readonly bytes: number },
): Promise<Uint32Array | undefined> {
  try {
    const { crc } = await recordPaths(dataDir, path);
    const length = 4 * Math.ceil(bytes / BLOCK_BYTES);
    const file = await readSmallFile(crc, { limit: 64 + length });
    const [head, blocks] = [file.subarray(0, 64), Buffer.from(file.subarray(64))];
    const whole = blocks.length === length;
    if (!whole || head.toString() !== sha256Of(Buffer.concat([Buffer.from(sha256), blocks]))) {
      return undefined;
    }
    return Uint32Array.from({ length: blocks.length / 4 }, (_, i) => blocks.readUInt32LE(4 * i));
  } catch {
    return undefined;
  }
}

/**
 * Remembers what a file's bytes are. Without it the file is only hashed again, so failures are silent.
 *
 * @param blocks only for right bytes, since they are what a damaged file is later held against
 */
export async function rememberVerified(
  dataDir: string,
  record: VerifiedRecord,
  blocks?: Uint32Array | undefined,
): Promise<void> {
  try {
    const { json, crc } = await recordPaths(dataDir, record.path);
    if (blocks !== undefined) await writeFileAtomic(crc, blocksFile(record.sha256, blocks));
    await writeCheckedJson(json, record);
  } catch {
    // A read-only or full data folder.
  }
}

/** A checksum over the file's own and the CRCs, then the CRCs, little-endian. */
function blocksFile(sha256: string, blocks: Uint32Array): Buffer {
  const crcs = Buffer.alloc(4 * blocks.length);
  for (const [i, block] of blocks.entries()) crcs.writeUInt32LE(block, 4 * i);
  return Buffer.concat([Buffer.from(sha256Of(Buffer.concat([Buffer.from(sha256), crcs]))), crcs]);
}

function sha256Of(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
