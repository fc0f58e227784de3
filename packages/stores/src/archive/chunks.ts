import type { ByteSource } from "@imagenet-v2/storage";
import type { ReadWalkOptions } from "./read-walk.ts";

/** So many bytes at a time: each read of a Blob takes milliseconds, however little is read. */
const CHUNK = 16 * 2 ** 20;

/**
 * A source from front to back. A chunk is read while the one before is looked at.
 *
 * @throws what the source throws; `signal.reason`
 */
export async function* chunksOf(
  source: Pick<ByteSource, "size" | "read">,
  { signal, onProgress }: ReadWalkOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { size: total } = source;
  const read = (at: number) => {
    const reading = source.read(at, Math.min(CHUNK, total - at), { signal });
    // Nobody waits for it if the chunk before was refused.
    reading.catch(() => {});
    return reading;
  };
  let reading = total > 0 ? read(0) : undefined;
  for (let bytes = 0; reading !== undefined; ) {
    const chunk: Uint8Array<ArrayBuffer> = await reading;
    bytes += chunk.length;
    reading = bytes < total ? read(bytes) : undefined;
    onProgress?.({ bytes, total });
    yield chunk;
  }
}
