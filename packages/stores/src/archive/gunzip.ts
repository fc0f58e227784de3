import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, type Gunzip } from "node:zlib";
import type { DatasetSpec } from "@imagenet-v2/core";
import type { StampedFile } from "@imagenet-v2/storage/internal/node";
import { corrupt, hostile } from "./archive-errors.ts";
import { checkIsTar } from "./archive-kind.ts";
import { inflatedLimit, inflating } from "./inflating.ts";
import type { ArchiveProgress } from "./open-archive.ts";
import { BLOCK } from "./tar-header.ts";

const CHUNK = 2 ** 20;

export interface GunzipOptions {
  /** What the archive is called in messages. */
  readonly path: string;
  readonly spec: DatasetSpec;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the gzip file read so far. */
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
}

/**
 * Gunzips a tar into a new file, which is synced, and left for the caller to look at and to publish.
 * Stops at the first block if that is no tar's, and at the size where no honest archive is any more.
 *
 * @throws NOT_AN_ARCHIVE, CORRUPT_ARCHIVE, HOSTILE_ARCHIVE (a bomb), the system's own errors, `signal.reason`
 */
export async function gunzipTar(
  source: StampedFile,
  target: string,
  options: GunzipOptions,
): Promise<void> {
  const { path, spec, signal, onProgress } = options;
  const total = source.stamp.bytes;
  const limit = Math.min(spec.limits.bytes, inflatedLimit(total));
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let bytes = 0;
  async function* checked() {
    for await (const chunk of through(gunzip, source)) {
      // What 1 MiB of gzip gives is more than a block, or no tar.
      if (bytes === 0) checkIsTar(path, chunk.subarray(0, BLOCK), bytes, spec);
      bytes += chunk.length;
      if (bytes > limit) throw hostile(path, "(gzip)", `inflates to more than ${limit} bytes`);
      onProgress?.({ bytes: gunzip.bytesWritten, total, note: inflating });
      yield chunk;
    }
  }
  try {
    await pipeline(
      checked,
      createWriteStream(target, { flags: "wx", flush: true, highWaterMark: CHUNK }),
      { signal },
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (!String((error as NodeJS.ErrnoException).code).startsWith("Z_")) throw error;
    throw corrupt(path, gunzip.bytesWritten, "has a damaged or cut gzip stream", error);
  }
  if (bytes === 0) checkIsTar(path, new Uint8Array(), 0, spec);
  await checkPadding(source, path, gunzip.bytesWritten);
}

/**
 * What a file gives when it is gunzipped, which may be several gzip members, one after the other. zlib
 * stops early at a zero behind a member; a pipeline would take that for a failure.
 */
async function* through(gunzip: Gunzip, source: StampedFile): AsyncGenerator<Uint8Array> {
  const packed = Readable.from(source.chunks(CHUNK));
  packed.on("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    yield* gunzip;
  } finally {
    packed.destroy();
  }
}

/** Zeros behind a gzip stream are padding, as tapes and some file systems leave it; nothing else belongs there. */
async function checkPadding(source: StampedFile, path: string, end: number): Promise<void> {
  const zeros = new Uint8Array(CHUNK);
  for (let position = end; position < source.stamp.bytes; position += CHUNK) {
    const padding = new Uint8Array(Math.min(CHUNK, source.stamp.bytes - position));
    await source.read(padding, position);
    if (Buffer.compare(padding, zeros.subarray(0, padding.length)) === 0) continue;
    throw corrupt(path, end, "has data behind the end of its gzip stream");
  }
}
