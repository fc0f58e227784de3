import { Z_NO_FLUSH, Z_OK, ZStream, zlibInflate, zlibInflateInit } from "pako";

/** Inflates one stream into a memory of a given length, and never more than that. */
export class Inflation {
  readonly #stream = new ZStream();

  constructor(into: Uint8Array<ArrayBuffer>) {
    zlibInflateInit(this.#stream);
    this.#stream.output = into;
    this.#stream.next_out = 0;
    this.#stream.avail_out = into.length;
  }

  /** Takes the next bytes of the stream. `"ended"`: the stream ended before the output was full. */
  take(piece: Uint8Array): "full" | "hungry" | "ended" | "damaged" {
    const stream = this.#stream;
    stream.input = piece;
    stream.next_in = 0;
    stream.avail_in = piece.length;
    const status = zlibInflate(stream, Z_NO_FLUSH);
    // As Pillow, which sees a wrong checksum only where it stands in the block that fills the image.
    if (status < Z_OK) return "damaged";
    if (stream.avail_out === 0) return "full";
    return status === Z_OK ? "hungry" : "ended";
  }
}
