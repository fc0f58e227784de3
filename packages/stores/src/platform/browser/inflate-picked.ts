import { type DatasetSpec, isImageNetV2Error } from "@imagenet-v2/core";
import type { ByteSource } from "@imagenet-v2/storage";
import { corrupt, hostile } from "../../archive/archive-errors.ts";
import { checkIsTar } from "../../archive/archive-kind.ts";
import { chunksOf } from "../../archive/chunks.ts";
import { inflatedLimit } from "../../archive/inflating.ts";
import type { ReadWalkOptions } from "../../archive/read-walk.ts";
import { BLOCK } from "../../archive/tar-header.ts";

/** Inflated at a time: a browser inflates all that it is given at once, to a thousand times as much at most. */
const PACKED = 2 ** 16;
/** Given on at a time: browsers inflate to pieces of some kilobytes. */
const INFLATED = 4 * 2 ** 20;

/**
 * What a gzip file inflates to, from front to back. Ends at the first block if that is no tar's, and at the size where no
 * honest archive is any more.
 *
 * @throws NOT_AN_ARCHIVE, CORRUPT_ARCHIVE, HOSTILE_ARCHIVE (a bomb); what the source throws; `signal.reason`
 */
export async function* inflate(
  source: ByteSource,
  { spec, ...options }: ReadWalkOptions & { readonly spec: DatasetSpec },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { name, size } = source;
  const limit = Math.min(spec.limits.bytes, inflatedLimit(size));
  const packed = new PackedStream(source, options);
  const reader = packed.stream.pipeThrough(new DecompressionStream("gzip")).getReader();
  let total = 0;
  let gathered = new Uint8Array(INFLATED);
  let filled = 0;
  try {
    for (;;) {
      const { value } = await packed.typed(reader.read());
      if (value === undefined) break;
      if (total === 0) checkIsTar(name, value.subarray(0, BLOCK), 0, spec);
      total += value.length;
      if (total > limit) throw hostile(name, "(gzip)", `inflates to more than ${limit} bytes`);
      for (let from = 0; from < value.length; ) {
        const some = value.subarray(from, from + INFLATED - filled);
        gathered.set(some, filled);
        filled += some.length;
        from += some.length;
        if (filled < INFLATED) continue;
        yield gathered;
        gathered = new Uint8Array(INFLATED);
        filled = 0;
      }
    }
    if (total === 0) checkIsTar(name, new Uint8Array(), 0, spec);
    if (filled > 0) yield gathered.slice(0, filled);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The gzip file as a stream of small pieces. */
class PackedStream {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #name: string;
  #read = 0;
  #failed = false;

  constructor(source: ByteSource, options: ReadWalkOptions) {
    this.#name = source.name;
    const pieces = this.#pieces(source, options);
    this.stream = new ReadableStream(
      {
        pull: async (controller) => {
          const { value, done } = await pieces.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => {
          await pieces.return();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** @throws what the source threw; CORRUPT_ARCHIVE for whatever the browser says of the gzip stream */
  async typed<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      if (this.#failed || isImageNetV2Error(error)) throw error;
      const what = "has a gzip stream that is damaged, cut, or followed by something else";
      throw corrupt(this.#name, this.#read, what, error);
    }
  }

  async *#pieces(
    source: ByteSource,
    options: ReadWalkOptions,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    try {
      for await (const chunk of chunksOf(source, options)) {
        for (let at = 0; at < chunk.length; at += PACKED) {
          this.#read += Math.min(PACKED, chunk.length - at);
          yield chunk.subarray(at, at + PACKED);
        }
      }
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }
}
