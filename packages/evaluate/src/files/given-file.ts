import { ImageNetV2Error } from "@imagenet-v2/core";
import { isBlob, shown } from "@imagenet-v2/core/internal";
import { blobSource } from "@imagenet-v2/storage";
import { tooLarge } from "@imagenet-v2/storage/internal";

/** A file that somebody gives: its path, where there are files, or a `Blob` or `File`. */
export type GivenFile = string | Blob;

/** How much of a file is read. */
export interface ReadingFile {
  /** The most bytes it may have. */
  readonly limit: number;
  /** What to do about a file that has more. */
  readonly hint?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const pieceBytes = 2 ** 18;

/** What messages call it. */
export function nameOf(file: GivenFile): string {
  return typeof file === "string" ? file : (file as Partial<File>).name || "blob";
}

/** @throws INVALID_OPTION for anything but a path or a Blob */
export function checkFile(file: unknown, what: string): asserts file is GivenFile {
  if (typeof file === "string" || isBlob(file)) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: must be given a path or a Blob, not ${shown(file)}.`,
    { option: "file" },
    { hint: "Of a text make one: new Blob([text])." },
  );
}

/** All bytes. @throws FILE_TOO_LARGE, DATA_CHANGED, NOT_FOUND, IO; the signal's reason */
export async function readBlob(
  blob: Blob,
  { limit, hint, signal }: ReadingFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const source = blobSource(blob);
  if (source.size > limit) throw tooLarge(source.name, source.size, { limit, hint });
  return source.read(0, source.size, { signal });
}

/** The bytes in pieces. @throws as {@link readBlob} */
export async function* blobPieces(
  blob: Blob,
  { limit, hint, signal }: ReadingFile,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const source = blobSource(blob);
  const { name, size } = source;
  signal?.throwIfAborted();
  if (size > limit) throw tooLarge(name, size, { limit, hint });
  for (let at = 0; at < size; at += pieceBytes) {
    yield await source.read(at, Math.min(pieceBytes, size - at), { signal });
  }
}
