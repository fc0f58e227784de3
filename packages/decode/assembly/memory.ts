// Linear memory: first the tables that live as long as the instance, at addresses known when this is
// compiled (`memory.data`), then, anew for every image, its buffers. Nothing is ever freed; the next
// image begins over again.

/** Room after every buffer, so that vector loads and stores may overshoot their end. */
const SLACK: usize = 64;
/** Wanting more than this for one image is refused. */
const LIMIT: u64 = 1 << 30;

let cursor: usize = 0;

/** Whether it was the machine that had no more, the last time there was none. */
export let starved: bool = false;

/** Forgets the buffers of the image before. */
export function newImage(): void {
  cursor = align(__heap_base);
}

/** Room for the image at hand, or 0 where there is no more. The bytes are whatever was there before. */
export function allocate(bytes: u64): usize {
  const at = cursor;
  const end = <u64>at + bytes + <u64>SLACK;
  starved = end <= LIMIT && !grow(<usize>end);
  if (end > LIMIT || starved) return 0;
  cursor = align(<usize>end);
  return at;
}

function align(at: usize): usize {
  return (at + 63) & ~63;
}

function grow(end: usize): bool {
  const pages = <i32>((end + 0xffff) >>> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}
