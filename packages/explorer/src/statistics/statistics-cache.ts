import { stat } from "node:fs/promises";
import {
  type FileStamp,
  type Kept,
  readKept,
  sameStamp,
  stampOf,
  writeKept,
} from "@imagenet-v2/storage/internal/node";

/** What a study is of. */
export interface Subject {
  /** The archive's. */
  readonly path: string;
  /** Which of its images: the `id` of contents. */
  readonly part: string;
  /** Where results are kept. */
  readonly dataDir: string;
}

/** Its version is raised when the same images would give other results. */
export type StudyKind = `explorer-${string}-v${number}`;

interface KeptValue<T> extends Kept {
  readonly stamp: FileStamp;
  readonly value: T;
}

/**
 * The value that was made once of this file; else makes it. It is kept until the file changes, and one
 * that is damaged is made again. Where nothing can be written, it is not kept; nor of anything but a file, as its
 * changes cannot be told so cheaply.
 */
export async function keepStudy<T>(
  kind: StudyKind,
  { path, part, dataDir }: Subject,
  make: () => Promise<T>,
): Promise<T> {
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  if (!file?.isFile()) return make();
  const stamp = stampOf(file);
  const kept = await readKept<KeptValue<T>>(dataDir, kind, path, part);
  if (kept !== undefined && sameStamp(kept.stamp, stamp)) return kept.value;
  const value = await make();
  await writeKept(dataDir, kind, { path, stamp, value } as KeptValue<T>, part);
  return value;
}
