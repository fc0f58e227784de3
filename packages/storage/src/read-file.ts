import { ioError } from "./io-error.ts";
import { openFile } from "./open-file.ts";
import { tooLarge } from "./too-large.ts";

const CHUNK_BYTES = 256 * 1024;

export interface ReadFileOptions {
  /** The most bytes it may have. */
  readonly limit: number;
  /** What to do about a file that has more. */
  readonly hint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * All bytes of a regular file that is to fit into memory.
 *
 * @throws FILE_TOO_LARGE before it is read; NOT_FOUND, NOT_A_FILE, IO; the signal's reason
 */
export async function readSmallFile(
  path: string,
  { limit, hint, signal }: ReadFileOptions,
): Promise<Buffer> {
  signal?.throwIfAborted();
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    if (size > limit) throw tooLarge(path, size, { limit, hint });
    const chunks: Buffer[] = [];
    // Read to its end and not to its size: it may grow, and the files of /proc say that they are empty.
    for (let bytes = 0; ; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, limit + 1 - bytes));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, bytes);
      signal?.throwIfAborted();
      if (bytesRead === 0) return Buffer.concat(chunks, bytes);
      chunks.push(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
      if (bytes > limit) throw tooLarge(path, bytes, { limit, hint });
    }
  } catch (error) {
    throw ioError(error, path);
  } finally {
    await file.close();
  }
}
