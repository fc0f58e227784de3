import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { PIECE_BYTES } from "./checksum.ts";
import { writeFileAtomic } from "./publish.ts";

/**
 * What is known of a file that was hashed: its checksums, and by which size and time of change to see
 * that it is still the same file. The record lies in the data folder's `index/`, also for files
 * elsewhere, since nothing is written beside a user's own file.
 */
export interface VerifiedRecord {
  readonly path: string;
  readonly bytes: number;
  /** Nanoseconds since 1970, in decimal. */
  readonly mtimeNs: string;
  readonly sha256: string;
  /** CRC-32 of each 16 MiB. */
  readonly pieces: readonly number[];
}

const recordSchema = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  mtimeNs: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  pieces: z.array(z.number().int().nonnegative()),
});

/** The format's version is part of the name: a file of another version is another file, left alone. */
const recordName = /^verified-v1-[0-9a-f]{32}\.json$/;

export function isRecordName(name: string): boolean {
  return recordName.test(name);
}

async function recordPath(dataDir: string, path: string): Promise<string> {
  const key = createHash("sha256")
    .update(await realpath(path))
    .digest("hex");
  return join(dataDir, "index", `verified-v1-${key.slice(0, 32)}.json`);
}

/** The file as it is now, in the terms of a record. */
export async function fileState(path: string): Promise<{ bytes: number; mtimeNs: string }> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return { bytes: Number(size), mtimeNs: String(mtimeNs) };
}

/** The record of a file, whether or not the file changed since. A damaged record counts as none. */
export async function readRecord(
  dataDir: string,
  path: string,
): Promise<VerifiedRecord | undefined> {
  try {
    return parseRecord(await readFile(await recordPath(dataDir, path), "utf8"));
  } catch {
    return undefined;
  }
}

/** @returns undefined for anything but a whole record */
export function parseRecord(text: string): VerifiedRecord | undefined {
  const [checksum = "", body = ""] = text.split("\n");
  if (checksum !== checksumOf(body)) return undefined;
  const record = recordSchema.parse(JSON.parse(body));
  const whole = record.pieces.length === Math.ceil(record.bytes / PIECE_BYTES);
  return whole ? record : undefined;
}

/** The record of a file that has not changed since it was verified. */
export async function verifiedRecord(
  dataDir: string,
  path: string,
): Promise<VerifiedRecord | undefined> {
  const record = await readRecord(dataDir, path);
  if (record === undefined) return undefined;
  const now = await fileState(path);
  return now.bytes === record.bytes && now.mtimeNs === record.mtimeNs ? record : undefined;
}

/** Remembers a file as verified. Without it the file is only hashed again, so failures are silent. */
export async function rememberVerified(dataDir: string, record: VerifiedRecord): Promise<void> {
  const body = JSON.stringify(record);
  try {
    const path = await recordPath(dataDir, record.path);
    await writeFileAtomic(path, `${checksumOf(body)}\n${body}\n`);
  } catch {
    // A read-only or full data folder.
  }
}

function checksumOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}
