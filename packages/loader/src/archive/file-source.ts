import { readSync } from "node:fs";
import type { ByteSource } from "./walk.ts";

/**
 * Read at once. A pax header, its body and the header behind it are 1536 bytes; small images come with
 * their headers, large ones are not read through.
 */
const WINDOW = 4096;

/** A file by positioned, blocking reads: a header walk of 10,000 members is tens of milliseconds. */
export function fileSource(fd: number, path: string, bytes: number): ByteSource {
  let window: Uint8Array = new Uint8Array();
  let start = 0;
  return {
    path,
    bytes,
    at(position, length) {
      const wanted = Math.max(0, Math.min(length, bytes - position));
      if (position < start || position + wanted > start + window.length) {
        window = readFully(fd, position, Math.max(wanted, Math.min(WINDOW, bytes - position)));
        start = position;
      }
      return window.subarray(position - start, position - start + wanted);
    },
  };
}

/** Reads up to `length` bytes; fewer only at the end of the file. */
function readFully(fd: number, position: number, length: number): Uint8Array {
  const buffer = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const read = readSync(fd, buffer, filled, length - filled, position + filled);
    if (read === 0) return buffer.subarray(0, filled);
    filled += read;
  }
  return buffer;
}
