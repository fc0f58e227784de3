import { existsSync } from "node:fs";
import { tooLarge } from "@imagenet-v2/storage/internal";
import { fileError } from "@imagenet-v2/storage/internal/node";
import { openFile, readSmallFile } from "@imagenet-v2/storage/node";
import { blobPieces, type GivenFile, type ReadingFile, readBlob } from "../../files/given-file.ts";
import { partOf } from "./results-on-disk.ts";

const pieceBytes = 2 ** 18;

/** All bytes. @throws FILE_TOO_LARGE; NOT_FOUND, NOT_A_FILE, IO; the signal's reason */
export async function readGiven(file: GivenFile, how: ReadingFile): Promise<Uint8Array> {
  return typeof file === "string" ? readSmallFile(file, how) : readBlob(file, how);
}

/** The bytes in pieces, as long as there are any. @throws as {@link readGiven} */
export async function* filePieces(file: GivenFile, how: ReadingFile): AsyncGenerator<Uint8Array> {
  if (typeof file !== "string") return yield* blobPieces(file, how);
  const { limit, hint, signal } = how;
  signal?.throwIfAborted();
  try {
    const handle = await openFile(file);
    try {
      const { size } = await handle.stat();
      if (size > limit) throw tooLarge(file, size, { limit, hint });
      for (let position = 0; ; ) {
        const into = Buffer.allocUnsafe(pieceBytes);
        const { bytesRead } = await handle.read(into, 0, pieceBytes, position);
        signal?.throwIfAborted();
        if (bytesRead === 0) return;
        yield into.subarray(0, bytesRead);
        position += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Whether these are results of a run that is not finished, which have another name. */
export function isUnfinished(file: GivenFile): boolean {
  return typeof file === "string" && existsSync(partOf(file));
}

export const loadCsvParser = () => import("csv-parse");
