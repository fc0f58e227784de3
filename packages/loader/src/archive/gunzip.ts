import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { StampedFile } from "../files/stamped-file.ts";
import { corrupt, hostile } from "./refuse.ts";
import { BLOCK } from "./tar-header.ts";
import { tarLimits } from "./tar-limits.ts";
import { checkIsTar } from "./what.ts";

const CHUNK = 2 ** 20;

const trailing = "has data behind the end of its gzip stream";

export interface GunzipOptions {
  /** What the archive is called in messages. */
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the gzip file read so far. */
  readonly onProgress?: ((progress: { bytes: number; total: number }) => void) | undefined;
}

/**
 * Gunzips a tar into a new file, which is synced, and left for the caller to look at and to publish.
 * Stops at the first block if that is no tar's, and at the size where no honest archive is any more.
 *
 * @returns size and SHA-256 of what came out
 * @throws NOT_AN_ARCHIVE, CORRUPT_ARCHIVE, HOSTILE_ARCHIVE (a bomb), the system's own errors, `signal.reason`
 */
export async function gunzipTar(source: StampedFile, target: string, options: GunzipOptions) {
  const { path, signal, onProgress } = options;
  const total = source.stamp.bytes;
  const limit = inflatedLimit(total);
  const hash = createHash("sha256");
  let bytes = 0;
  let packed = 0;
  async function* read() {
    for await (const chunk of source.chunks(CHUNK)) {
      packed += chunk.length;
      yield chunk;
    }
  }
  async function* check(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      // What 1 MiB of gzip gives is more than a block, or no tar.
      if (bytes === 0) checkIsTar(path, chunk.subarray(0, BLOCK), bytes);
      bytes += chunk.length;
      if (bytes > limit) throw hostile(path, "(gzip)", `inflates to more than ${limit} bytes`);
      hash.update(chunk);
      onProgress?.({ bytes: packed, total });
      yield chunk;
    }
  }
  try {
    await pipeline(
      read,
      createGunzip({ chunkSize: CHUNK }),
      check,
      createWriteStream(target, { flags: "wx", flush: true, highWaterMark: CHUNK }),
      { signal },
    );
  } catch (error) {
    signal?.throwIfAborted();
    const code = String((error as NodeJS.ErrnoException).code);
    // Not our abort: zlib has come to an end, and the file has not.
    if (code === "ABORT_ERR") throw corrupt(path, packed, trailing, error);
    if (!code.startsWith("Z_")) throw error;
    throw corrupt(path, packed, "has a damaged or cut gzip stream", error);
  }
  if (bytes === 0) checkIsTar(path, new Uint8Array(), 0);
  await checkLength(source, path, bytes);
  return { bytes, sha256: hash.digest("hex") };
}

/**
 * JPEGs hardly shrink, so an honest archive inflates to little more than its size; tiny pictures,
 * which are mostly headers and padding, to some more.
 */
function inflatedLimit(packedBytes: number): number {
  return Math.min(tarLimits.bytes, 16 * 2 ** 20 + 20 * packedBytes);
}

/**
 * A gzip member ends with the length of its content. If the file ends with another number, then the
 * member that was inflated is not all there is: garbage or a second member is behind it.
 */
async function checkLength(source: StampedFile, path: string, bytes: number): Promise<void> {
  const end = source.stamp.bytes;
  const length = new DataView(new ArrayBuffer(4));
  await source.read(new Uint8Array(length.buffer), end - 4);
  if (length.getUint32(0, true) === bytes % 2 ** 32) return;
  throw corrupt(path, end, trailing);
}
