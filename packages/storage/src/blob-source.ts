import { ImageNetV2Error, shown } from "@imagenet-v2/core";
import { isError, kindOf, messageOf } from "@imagenet-v2/core/internal";
import {
  type ByteReadOptions,
  type ByteSource,
  type NamedSourceOptions,
  requireInside,
  sourceChanged,
} from "./byte-source.ts";
import { orAbort } from "./on-abort.ts";

/**
 * A `Blob`, or a `File` that the user chose or dropped. Only what is asked for is read, however large it is.
 *
 * @throws INVALID_OPTION unless it is a Blob
 */
export function blobSource(blob: Blob, options: NamedSourceOptions = {}): ByteSource {
  if (!["Blob", "File"].includes(kindOf(blob))) {
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
    const reading = this.#bytes(offset, length);
    const bytes = await (signal === undefined ? reading : orAbort(reading, signal));
    if (bytes.length !== length) {
      throw sourceChanged(this.name, `it gave ${bytes.length} bytes in place of ${length}`);
    }
    return bytes;
  }

  async #bytes(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return new Uint8Array(await this.#blob.slice(offset, offset + length).arrayBuffer());
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
