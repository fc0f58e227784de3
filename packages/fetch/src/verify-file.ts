import { digestFile } from "@imagenet-v2/storage/internal/node";
import type { OnProgress } from "./progress.ts";
import { fileState, rememberVerified, verifiedRecord } from "./verified.ts";

export interface ProveOptions {
  /** Whose `index/` has the records. */
  readonly dataDir: string;
  /** What the file must hash to. Lower-case hex. */
  readonly sha256: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Whether a file has the bytes it should: by its record if it has not changed since it was hashed,
 * else by hashing it, which is then remembered.
 */
export async function proveFile(path: string, options: ProveOptions): Promise<boolean> {
  options.signal?.throwIfAborted();
  const record = await verifiedRecord(options.dataDir, path);
  return (record ?? (await rehash(path, options))).sha256 === options.sha256;
}

/** Hashes a file whatever is known of it, and remembers what came out. */
export async function rehash(path: string, options: ProveOptions) {
  const { dataDir, signal, onProgress } = options;
  const before = await fileState(path);
  const digest = await digestFile(path, {
    signal,
    onProgress: ({ bytes, total }) => onProgress?.({ ...still, phase: "checking", bytes, total }),
  });
  const { blocks, ...result } = digest.finish();
  const after = await fileState(path);
  // A file that was written to meanwhile is not what was hashed.
  if (before.mtimeNs === after.mtimeNs && result.bytes === after.bytes) {
    const right = result.sha256 === options.sha256;
    await rememberVerified(
      dataDir,
      { path, ...after, sha256: result.sha256 },
      right ? blocks : undefined,
    );
  }
  return { ...result, blocks };
}

const still = { bytesPerSecond: undefined, resumedFrom: 0, retries: 0, note: undefined } as const;
