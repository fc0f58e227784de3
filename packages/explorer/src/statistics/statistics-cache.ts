import {
  type FileStamp,
  type Kept,
  readKept,
  sameStamp,
  writeKept,
} from "@imagenet-v2/storage/internal/node";

/** What was made of a file. */
export interface Subject {
  readonly path: string;
  readonly stamp: FileStamp;
  /** Of which of its images. */
  readonly part: string;
}

interface KeptValue<T> extends Kept {
  readonly stamp: FileStamp;
  readonly value: T;
}

/**
 * The value that was made once of this file; else makes it. It is kept until the file changes, and one
 * that is damaged is made again. Where nothing can be written, it is not kept.
 *
 * @param subject without it, nothing is kept
 */
export async function keep<T>(
  dataDir: string,
  kind: `explorer-${string}-v${number}`,
  subject: Subject | undefined,
  make: () => Promise<T>,
): Promise<T> {
  if (subject === undefined) return make();
  const { path, stamp, part } = subject;
  const kept = await readKept<KeptValue<T>>(dataDir, kind, path, part);
  if (kept !== undefined && sameStamp(kept.stamp, stamp)) return kept.value;
  const value = await make();
  await writeKept(dataDir, kind, { path, stamp, value } as KeptValue<T>, part);
  return value;
}
