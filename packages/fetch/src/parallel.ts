import { onAbort } from "@imagenet-v2/storage/internal";
import { Reporter } from "./reporter.ts";
import { Segment } from "./segment.ts";
import { NoRanges, type Sink, type TransferOptions, transfer } from "./transfer.ts";
import type { Wanted } from "./wanted.ts";

/** Small enough that an interruption loses little, large enough that a request is worth it. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

/**
 * As {@link transfer}, over several connections: a window of segments is fetched at once and handed on
 * in order, so that the part is at any time a beginning of the file and nothing else about it changes.
 * Up to `connections` × 4 MiB are held in memory. A server that gives no ranges is asked for the whole.
 */
export async function transferParallel(
  part: Sink,
  source: URL,
  wanted: Wanted & { readonly bytes: number },
  connections: number,
  options: TransferOptions,
): Promise<void> {
  const { reporter } = options;
  const others = new AbortController();
  options.signal?.throwIfAborted();
  const release = onAbort(options.signal, () => others.abort(options.signal?.reason));
  const quiet = { ...options, signal: others.signal, reporter: new Reporter(undefined, undefined) };
  const window: Promise<Segment>[] = [];
  let next = part.bytes;
  const start = async (segment: Segment) => {
    await transfer(segment, source, wanted, quiet);
    return segment;
  };
  reporter.tell({ phase: "downloading", bytes: part.bytes, total: wanted.bytes });
  try {
    while (part.bytes < wanted.bytes) {
      while (window.length < connections && next < wanted.bytes) {
        const end = Math.min(next + SEGMENT_BYTES, wanted.bytes);
        const segment = start(new Segment(next, end, part.state));
        // Awaited in turn: a failure must not count as unhandled until then.
        segment.catch(() => {});
        window.push(segment);
        next = end;
      }
      const segment = (await window.shift()) as Segment;
      if (segment.state !== undefined) await part.remember(segment.state);
      for (const chunk of segment.chunks) await part.append(chunk);
      reporter.bytes(part.bytes);
    }
  } catch (error) {
    if (!(error instanceof NoRanges)) throw error;
    others.abort();
    await transfer(part, source, wanted, options);
  } finally {
    release();
    others.abort();
    await Promise.allSettled(window);
  }
}
