import { fillSync } from "@imagenet-v2/storage/node";
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
        window = new Uint8Array(Math.max(wanted, Math.min(WINDOW, bytes - position)));
        window = window.subarray(0, fillSync(fd, window, position));
        start = position;
      }
      return window.subarray(position - start, position - start + wanted);
    },
  };
}
