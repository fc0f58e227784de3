import { isImageNetV2Error } from "@imagenet-v2/core";
import type { FileDigest, HashOptions } from "@imagenet-v2/storage/node";
import { shown } from "./http/url.ts";
import { transferParallel } from "./parallel.ts";
import { type Sink, type TransferOptions, transfer } from "./transfer.ts";
import { type Wanted, wrongChecksum } from "./wanted.ts";

/** A part of a file on the disk, whose bytes can be told by their checksum. */
export interface Provable<Digest extends FileDigest> extends Sink {
  /** Brings all bytes to the disk, and gives their checksum. */
  finish(options: HashOptions): Promise<Digest>;
  /** The first bytes, to tell by them what came. */
  head(): Promise<Uint8Array>;
}

export interface FillOptions extends TransferOptions {
  readonly connections: number;
}

/**
 * Fills a part from one source after the other until its checksum is right. Wrong bytes get one
 * clean retry: from the next source, or from the only one.
 */
export async function provenBytes<Digest extends FileDigest>(
  part: Provable<Digest>,
  wanted: Wanted,
  options: FillOptions,
): Promise<Digest> {
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
  part: Sink,
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
