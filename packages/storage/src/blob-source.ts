import { ImageNetV2Error } from "@imagenet-v2/core";
import { isBlob, isError, messageOf, shown } from "@imagenet-v2/core/internal";
import {
  type ByteReadOptions,
  type ByteSource,
  bufferFor,
  type NamedSourceOptions,
  requireInside,
  sourceChanged,
} from "./byte-source.ts";
import { orAbort } from "./on-abort.ts";

/** Browsers say of more than 2 GiB at once that they are not readable, as they do of a file that changed. */
const largestPiece = 2 ** 28;

/**
 * A `Blob`, or a `File` that the user chose or dropped. Only what is asked for is read, however large it is.
 *
 * @throws INVALID_OPTION unless it is a Blob
 */
export function blobSource(blob: Blob, options: NamedSourceOptions = {}): ByteSource {
  if (!isBlob(blob)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `blobSource: must be given a Blob or File, not ${shown(blob)}.`,
      { option: "blob" },
    );
  }
  return new BlobSource(blob, options.name);
}

class BlobSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly identity: string | undefined;
  readonly #blob: Blob;

  constructor(blob: Blob, given: string | undefined) {
    const { name, lastModified } = blob as Partial<File>;
    this.#blob = blob;
    this.name = given ?? (name || "blob");
    this.size = blob.size;
    this.identity = lastModified === undefined ? undefined : `${lastModified}-${blob.size}`;
  }

  async read(offset: number, length: number, { signal }: ByteReadOptions = {}) {
    requireInside(this, offset, length);
    signal?.throwIfAborted();
    const into = bufferFor(this.name, length);
    // Of a file that is gone a browser says first that it is empty.
    if (this.size === 0) await orAbort(this.#bytesOf(this.#blob), signal);
    for (let done = 0; done < length; done += largestPiece) {
      const wanted = Math.min(length - done, largestPiece);
      const part = this.#blob.slice(offset + done, offset + done + wanted);
      const piece = await orAbort(this.#bytesOf(part), signal);
      if (piece.byteLength !== wanted) {
        throw sourceChanged(this.name, `it gave ${piece.byteLength} bytes in place of ${wanted}`);
      }
      into.set(new Uint8Array(piece), done);
    }
    return into;
  }

  async #bytesOf(blob: Blob): Promise<ArrayBuffer> {
    try {
      return await blob.arrayBuffer();
    } catch (error) {
      throw this.#typed(error);
    }
  }

  /** A browser has words of its own for what happened to the file behind a Blob. */
  #typed(cause: unknown): unknown {
    const { name } = this;
    const kind = isError(cause) ? cause.name : "unknown";
    if (kind === "NotReadableError")
      return sourceChanged(name, "it cannot be read any more", cause);
    if (kind === "NotFoundError") {
      return new ImageNetV2Error(
        "NOT_FOUND",
        `${name}: no such file any more.`,
        { path: name },
        { hint: "Restore it, and choose it again.", cause },
      );
    }
    return new ImageNetV2Error(
      "IO",
      `${name}: ${messageOf(cause)}.`,
      { path: name, errno: kind },
      { cause },
    );
  }
}
