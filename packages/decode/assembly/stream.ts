// The file from left to right, as libjpeg reads it: bytes, and the marker that comes next.
import { CUT, OK } from "./status";

/** Position of the next byte; behind the marker where one is pending. */
export let position: usize = 0;
/** Where the file begins and ends. */
export let fileStart: usize = 0;
export let limit: usize = 0;
/** Where libjpeg last told where it is: it does so between markers, not within. */
let told: usize = 0;
/** A marker that was read and that nobody has acted on yet, or 0. */
export let pending: i32 = 0;

export function openStream(start: usize, end: usize): void {
  fileStart = start;
  position = start;
  told = start;
  limit = end;
  pending = 0;
}

/** Goes to `at`, where `marker` (0 for none) has just been read. */
export function seek(at: usize, marker: i32): void {
  position = at;
  told = at;
  pending = marker;
}

/** Whoever acts on the pending marker takes it away. */
export function takeMarker(): void {
  pending = 0;
}

/** Whether the file ended within a marker or what belongs to it, and not before one. */
export function endsWithin(): bool {
  return told < limit;
}

/** The next byte, or -1 at the end. */
export function readByte(): i32 {
  return position < limit ? <i32>load<u8>(position++) : -1;
}

/** The next two bytes, big end first, or -1 at the end. */
export function readWord(): i32 {
  const high = readByte();
  const low = readByte();
  return low < 0 ? -1 : (high << 8) | low;
}

/** Skips what may be more than there is. */
export function skipBytes(count: i32): void {
  position = min(limit, position + <usize>max(0, count));
  told = position;
}

/** Makes the next marker pending, whatever stands before it. */
export function nextMarker(): i32 {
  while (true) {
    told = position;
    let byte = readByte();
    while (byte !== 0xff) {
      if (byte < 0) return CUT;
      told = position;
      byte = readByte();
    }
    while (byte === 0xff) byte = readByte();
    if (byte < 0) return CUT;
    if (byte === 0) continue; // a byte of data
    told = position;
    pending = byte;
    return OK;
  }
}
