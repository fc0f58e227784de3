import type { Walk } from "./walk.ts";

/**
 * Hands a walk what it wants out of bytes that come from front to back, and takes all of them, also what no walk looks
 * at: so that whoever keeps them keeps all.
 *
 * @param chunks may be used for something else once the next one is asked for
 * @throws what the walk throws, and whoever gives the chunks
 */
export async function feedWalk<T>(walk: Walk<T>, chunks: AsyncIterable<Uint8Array>): Promise<T> {
  let step = walk.next();
  /** The end of the chunks before, if the walk wants it: a copy. */
  let held = new Uint8Array();
  let begin = 0;
  for await (const chunk of chunks) {
    const end = begin + chunk.length;
    while (!step.done && step.value.position + step.value.length <= end) {
      const { position, length } = step.value;
      step = walk.next(piece(held, chunk, position - begin, length));
    }
    const from = step.done ? end : Math.min(step.value.position, end);
    held = piece(held, chunk, from - begin, end - from).slice();
    begin = end;
  }
  if (step.done) return step.value;
  throw new RangeError(`a walk wants bytes behind the end, at ${begin}`);
}

/** @param at from the beginning of `chunk` on; negative for what is held of those before */
function piece(held: Uint8Array, chunk: Uint8Array, at: number, length: number): Uint8Array {
  if (at >= 0) return chunk.subarray(at, at + length);
  const joined = new Uint8Array(length);
  const before = held.subarray(held.length + at, held.length + at + length);
  joined.set(before);
  joined.set(chunk.subarray(0, length - before.length), before.length);
  return joined;
}
